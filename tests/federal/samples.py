"""Hand-written BILLSTATUS files in the true formats of both generations."""

from __future__ import annotations

OLD = """<?xml version="1.0" encoding="utf-8"?>
<billStatus xmlns:dc="http://purl.org/dc/elements/1.1/">
  <bill>
    <billNumber>1109</billNumber>
    <createDate>2019-02-10T05:04:21Z</createDate>
    <updateDate>2020-12-02T17:34:51Z</updateDate>
    <originChamber>House</originChamber>
    <billType>HR</billType>
    <introducedDate>2019-02-08</introducedDate>
    <congress>116</congress>
    <committees><billCommittees><item>
      <systemCode>hsif00</systemCode><name>Energy and Commerce Committee</name><chamber>House</chamber>
      <type>Standing</type>
      <subcommittees><item><systemCode>hsif14</systemCode><name>Health Subcommittee</name><activities/></item></subcommittees>
      <activities><item><date>2019-02-08T15:00:10Z</date><name>Referred to</name></item></activities>
    </item></billCommittees></committees>
    <committeeReports><committeeReport><citation>H. Rept. 116-535,Part 1</citation></committeeReport></committeeReports>
    <relatedBills>
      <item><type>S</type><number>1122</number><congress>116</congress><latestTitle>Mental Health Services for Students Act of 2019</latestTitle>
        <latestAction><actionDate>2019-04-10</actionDate><text>Read twice.</text></latestAction>
        <relationshipDetails><item><type>Related bill</type><identifiedBy>CRS</identifiedBy></item>
          <item><type>Identical bill</type><identifiedBy>CRS</identifiedBy></item></relationshipDetails></item>
      <item><type>HRES</type><number>1099</number><congress>116</congress><latestTitle>Rule</latestTitle>
        <relationshipDetails><item><type>Procedurally-related</type></item></relationshipDetails></item>
    </relatedBills>
    <actions>
      <item><actionDate>2020-09-30</actionDate><links/><sourceSystem><code>0</code><name>Senate</name></sourceSystem>
        <text>Received in the Senate and Read twice and referred to the Committee on Health, Education, Labor, and Pensions.</text>
        <type>IntroReferral</type>
        <committees><item><systemCode>sshr00</systemCode><name>Health, Education, Labor, and Pensions Committee</name></item></committees></item>
      <item><actionDate>2020-09-29</actionDate><actionTime>17:26:21</actionTime><actionCode>H37300</actionCode>
        <sourceSystem><code>2</code><name>House floor actions</name></sourceSystem><committees/>
        <text>On motion to suspend the rules and pass the bill, as amended Agreed to by voice vote. (text: CR H5088-5089)</text><type>Floor</type></item>
      <item><actionDate>2020-09-29</actionDate><actionTime>17:26:20</actionTime><actionCode>8000</actionCode>
        <sourceSystem><code>9</code><name>Library of Congress</name></sourceSystem><committees/>
        <text>Passed/agreed to in House: On motion to suspend the rules and pass the bill, as amended Agreed to by voice vote.(text: CR H5088-5089)</text><type>Floor</type></item>
      <item><actionDate>2020-09-29</actionDate><actionTime>17:00:00</actionTime><actionCode>H30300</actionCode>
        <sourceSystem><code>2</code><name>House floor actions</name></sourceSystem><committees/>
        <text>Mrs. Napolitano moved to suspend the rules and pass the bill, as amended.</text><type>Floor</type></item>
      <item><actionDate>2020-07-15</actionDate><sourceSystem><code>1</code><name>House committee actions</name></sourceSystem>
        <text>Ordered to be Reported (Amended) by Voice Vote.</text><type>Committee</type>
        <committees><item><systemCode>hsif00</systemCode><name>Energy and Commerce Committee</name></item></committees></item>
      <item><actionDate>2019-02-08</actionDate><actionCode>H11100</actionCode><sourceSystem><code>2</code><name>House floor actions</name></sourceSystem>
        <text>Referred to the House Committee on Energy and Commerce.</text><type>IntroReferral</type>
        <committees><item><systemCode>hsif00</systemCode><name>Energy and Commerce Committee</name></item></committees></item>
      <item><actionDate>2019-02-08</actionDate><actionCode>Intro-H</actionCode><sourceSystem><code>9</code><name>Library of Congress</name></sourceSystem>
        <committees/><text/><type>IntroReferral</type></item>
    </actions>
    <sponsors><item><bioguideId>N000179</bioguideId><fullName>Rep. Napolitano, Grace F. [D-CA-32]</fullName><firstName>GRACE</firstName>
      <lastName>NAPOLITANO</lastName><party>D</party><state>CA</state><district>32</district>
      <identifiers><bioguideId>N000179</bioguideId></identifiers><byRequestType/></item></sponsors>
    <cosponsors>
      <item><bioguideId>K000386</bioguideId><fullName>Rep. Katko, John [R-NY-24]</fullName><party>R</party><state>NY</state><district>24</district>
        <sponsorshipDate>2019-02-08</sponsorshipDate><sponsorshipWithdrawnDate/><isOriginalCosponsor>True</isOriginalCosponsor></item>
      <item><bioguideId>X000001</bioguideId><fullName>Rep. Changed, Mind [D-GU-At Large]</fullName><party>D</party><state>GU</state><district>0</district>
        <sponsorshipDate>2019-03-05</sponsorshipDate><sponsorshipWithdrawnDate>2019-04-01</sponsorshipWithdrawnDate></item>
    </cosponsors>
    <cboCostEstimates><item><pubDate>2020-09-11T01:30:00Z</pubDate><title>H.R. 1109, Mental Health Services for Students Act of 2020</title>
      <url>https://www.cbo.gov/publication/56573</url><description>As ordered reported</description></item></cboCostEstimates>
    <laws/>
    <policyArea><name>Health</name></policyArea>
    <subjects><billSubjects><legislativeSubjects><item><name>Child health</name></item><item><name>Mental health</name></item></legislativeSubjects>
      <policyArea><name>Health</name></policyArea></billSubjects></subjects>
    <summaries><billSummaries><item><versionCode>00</versionCode><actionDate>2019-02-08</actionDate><actionDesc>Introduced in House</actionDesc>
      <updateDate>2019-02-08T05:00:00Z</updateDate><name>Introduced in House</name>
      <text><![CDATA[<p><b>Mental Health Services for Students Act of 2019</b></p> <p>This bill provides&nbsp;statutory authority for:</p>
<ul><li>Project AWARE &amp; grants, and</li><li>school-based services.</li></ul><script>alert("x")</script>]]></text></item></billSummaries></summaries>
    <title>Mental Health Services for Students Act of 2020</title>
    <titles>
      <item><titleType>Display Title</titleType><title>Mental Health Services for Students Act of 2020</title><chamberCode/><chamberName/></item>
      <item><titleType>Official Title as Introduced</titleType><title>To amend the Public Health Service Act to revise and extend projects relating to children and to provide access to school-based comprehensive mental health programs.</title></item>
    </titles>
    <textVersions>
      <item><type>Engrossed in House</type><date>2020-09-29T04:00:00Z</date><formats><item><url>https://www.govinfo.gov/content/pkg/BILLS-116hr1109eh/xml/BILLS-116hr1109eh.xml</url></item></formats></item>
      <item><type/><date/><formats/></item>
    </textVersions>
    <latestAction><actionDate>2020-09-30</actionDate><text>Received in the Senate and Read twice and referred to the Committee on Health, Education, Labor, and Pensions.</text></latestAction>
    <version>1.0.0</version>
  </bill>
  <dublinCore><dc:format>text/xml</dc:format><dc:language>EN</dc:language></dublinCore>
</billStatus>
"""

NEW = """<?xml version="1.0" encoding="utf-8" standalone="no"?>
<billStatus xmlns:dc="http://purl.org/dc/elements/1.1/">
  <version>3.0.0</version>
  <bill>
    <number>35</number>
    <updateDate>2026-03-01T13:36:03Z</updateDate>
    <updateDateIncludingText>2026-03-02T13:36:03Z</updateDateIncludingText>
    <originChamber>Senate</originChamber>
    <type>SJRES</type>
    <introducedDate>2026-01-22</introducedDate>
    <congress>119</congress>
    <committees><item><systemCode>sshr00</systemCode><name>Health, Education, Labor, and Pensions Committee</name><chamber>Senate</chamber><type>Standing</type></item></committees>
    <relatedBills><item><title>A joint resolution about peer support.</title><congress>119</congress><number>30</number><type>HJRES</type>
      <relationshipDetails><item><type>Identical bill</type><identifiedBy>CRS</identifiedBy></item></relationshipDetails></item></relatedBills>
    <actions>
      <item><actionDate>2026-02-27</actionDate><text>Vetoed by President.</text><type>President</type><actionCode>31000</actionCode>
        <sourceSystem><code>9</code><name>Library of Congress</name></sourceSystem></item>
      <item><actionDate>2026-02-16</actionDate><sourceSystem><name>Senate</name></sourceSystem>
        <text>Passed Senate without amendment by Yea-Nay Vote. 52 - 47. Record Vote Number: 12.</text><type>Floor</type>
        <recordedVotes><recordedVote><rollNumber>12</rollNumber><chamber>Senate</chamber></recordedVote></recordedVotes></item>
      <item><actionDate>2026-01-22</actionDate><sourceSystem><name>Senate</name></sourceSystem>
        <committees><item><systemCode>sshr00</systemCode><name>Health, Education, Labor, and Pensions Committee</name></item></committees>
        <text>Read twice and referred to the Committee on Health, Education, Labor, and Pensions.</text><type>IntroReferral</type></item>
      <item><actionDate>2026-01-22</actionDate><text>Introduced in Senate</text><type>IntroReferral</type><actionCode>10000</actionCode>
        <sourceSystem><code>9</code><name>Library of Congress</name></sourceSystem></item>
    </actions>
    <sponsors><item><bioguideId>V000128</bioguideId><fullName>Sen. Van Hollen, Chris [D-MD]</fullName><firstName>Chris</firstName><lastName>Van Hollen</lastName>
      <party>D</party><state>MD</state><isByRequest>N</isByRequest></item></sponsors>
    <laws><item><type>Public Law</type><number>119-33</number></item></laws>
    <policyArea><name>Health</name></policyArea>
    <subjects><legislativeSubjects><item><name>Mental health</name><updateDate>2026-02-01T00:00:00Z</updateDate></item></legislativeSubjects><policyArea><name>Health</name></policyArea></subjects>
    <summaries><summary><versionCode>00</versionCode><actionDate>2026-01-22</actionDate><actionDesc>Introduced in Senate</actionDesc><updateDate>2026-02-01T00:00:00Z</updateDate>
      <cdata><text>&lt;p&gt;This joint resolution nullifies a rule.&lt;/p&gt;</text></cdata></summary></summaries>
    <title>A joint resolution providing for congressional disapproval of a rule about peer support.</title>
    <titles><item><titleType>Display Title</titleType><titleTypeCode>45</titleTypeCode><title>A joint resolution providing for congressional disapproval of a rule about peer support.</title></item></titles>
    <textVersions><item><type>Public Law</type><date>2026-03-01T04:59:59Z</date><formats><item><url>https://www.govinfo.gov/content/pkg/PLAW-119publ33/xml/PLAW-119publ33.xml</url></item></formats></item></textVersions>
    <latestAction><actionDate>2026-02-27</actionDate><text>Vetoed by President.</text></latestAction>
  </bill>
</billStatus>
"""
