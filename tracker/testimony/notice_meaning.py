"""Decide what the moments of a sentence are deadlines for: what is due by then, what opens, and what is no deadline.

Nothing here knows when a hearing is, so a sentence is understood once however many notices say it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from tracker.testimony.notice_kinds import SAYS_WHAT_FOR, kinds_of, kinds_of_own_clause, names_a_kind, says_what
from tracker.testimony.notice_vocabulary import lowered, starting

_VOICE: Final = starting(
    r"testi(?:fy|mon|fic)|\bcomment(?:s|ers?)?\b|\bspeak(?:er|ers|ing)?\b|sign[- ]?(?:up|in)|regist(?:er|ration)|witness|\bslips?\b|position letter"
    r"|letters? of (?:support|opposition|position)|letters?\b|videos? (?:must|may|should|can)|names? (?:are|is|will be) (?:taken|collected|added)|requests? to (?:speak|address|appear|present|comment|participate)|pre-?regist|interpret|accommodat|\bASL\b|\bCART\b|translat|auxiliary aid"
    r"|assistive|sign language|closed caption|feedback|in writing|recomendaciones|planteamientos|sugerencias|testimoni|comenta|inscr[ií]|reg[ií]str[aeo]|particip|acomod|\bescrit[oa]s?\b|int[eé]rprete|address (?:the|this|our) (?:\w+ ){0,2}(?:board|council|commission|committee|court|members|trustees|supervisors|commissioners|directors|regents|selectmen|legislature|assembly)|\bsubmi(?:t|ssion)|statements?\b|\bremarks\b|public input|\bponen(?:cia|te)|\bdepo(?:ner|nente)|\bmemorial(?:es)?\b|declaraci[oó]n|\bturnos?\b|\bvoice ?mail|\bbriefs?\b|\bhablar\b|expresar|\brecord\b|r[eé]cord|expediente|lenguaje de se[ñn]as|impedimento|opini[oó]n|communications? (?:from|to) the|correspond[ei]n|petitions?\b|objections?\b|protests?\b|presentaci|\bunirse\b|conectarse|on the agenda\b|review period|call in|dial in|\bjoin\b|be heard|check[- ]in|appear\b|evidence|exhibits?|materials|handouts?|presentations?|\baids?\b|\bservices\b|wish to be|avis[oa]|comparec|necesidad(?:es)? especial(?:es)?|asistencia|attend|ayuda|\btalk\b|\bdocket\b|spokes(?:person|man|woman|people)|suggestions?\b|appearance\b|the list\b|\brsvp\b|webinar|\b(?:the|a) (?:lectern|podium|mic|microphone)\b|roster|\d-day (?:public )?review|(?:completed|filled[- ]out|signed|electronic|online|web|paper) (?:form|card|slip)s?\b|(?:forms?|cards?|requests?) (?:are|is|will be|must be) (?:accepted|taken|due|received|collected|turned in)\b|\bpdfs?\b|inbox|\barguments\b|\bviews\b|clipboard|\b(?:floor|speaking) time\b|(?:upload|send|submit|record|e-?mail|leave)\w* (?:an? |your |the )?(?:[\w-]+ ){0,2}(?:video|audio|recording)s?\b|\bmail in\b|audience (?:with|before)|at the mic|\b(?:calling|dialing) in\b|\b(?:as|on|for|want|form|request) an? panel\b|\bbackup (?:documents?|documentation|materials?)\b|\bpositions? (?:on|for|against)\b|nombre en (?:la|una) (?:lista|hoja)"
)
_DUE: Final = starting(
    r"\bby\b|goes? away|\b(?:nothing|no (?:one|names?|further|additional|more|new|sign-?ups?|registrations?|testimony|speakers?))\b.{0,60}\bafter|(?:do not|don['\u2019]t|never) (?:send|submit|file|e-?mail|mail|upload)\b.{0,60}\bafter|as late as|terminat|later than|\bbefore\b|prior(?: to)?\b|\buntil\b|\bdeadline|\bwindow\b|postmark|or (?:earlier|sooner)\b|contad[oa]s (?:desde|a partir)|con posterioridad|[uú]ltim[oa] (?:d[ií]a|fecha|momento)|en (?:poder|manos) de|conclud|no despu[eé]s|para presentar|\bdue\b|\bclose[sd]?\b(?! caption)|closing (?:date|time|day|hour)|must be (?:received|submitted|filed)|at least|within\b"
    r"|in advance|cut-?off|\bend(?:s|ing)?\b|\b(?:last|final) (?:day|date|time|moment|chance|opportunity)\b|for (?:an additional |another )?\w+ (?:\(\d{1,3}\) )?(?:business |calendar |working )?(?:days|hours|weeks)|\btill?\b|\bno more than\b|removed|collected|pulled\b|taken (?:down|up)|shuts?\b|no fewer|no less|\bonly if\b|\ballow\b|\brequires?\b|\bnotice\b|ahead of|once the|when the|not? after\b|past\b|\bon time\b|timely|expire|\bdeactivat|runs?\b|accepted (?:from|until|through|up)|cierr[ae]|cerrar|(?:not|no longer) (?:be )?(?:accept|tak|consider|receiv)\w*\b.{0,80}\bafter|abiert[oa]|termina|finaliza|concluye|culmina|expira|anterioridad|t[eé]rmino|suplementari|a partir|tard(?:e|a|ar)\b|l[ií]mite|con (?:al menos|no menos|un m[ií]nimo)|antes|no (?:se )?(?:recib|acept|consider|admit)\w+\b.{0,60}\b(?:despu[eé]s|luego) de|anticipaci[oó]n|antelaci[oó]n|m[aá]s tard[ae]|hasta|dentro de|transcurrid|extend\w* .{0,60}? to\b|previ[oa]s? a|siguientes|plazo|fecha (?:l[ií]mite|de entrega|de cierre|de vencimiento)|vence|\bthrough\b|\bthru\b|deactivat|desactiv|disabled|comes? down|turned off|switched off|offline|\bno posterior|goes? (?:live|dark)|\bexpires?\b|\bpost[- ]hearing|(?:\w+ed|sent|left|arriving|made|comes? in|coming in|arrives?)(?: (?:to|by|at|via|with|through|on|in) (?:the |our |this )?(?!after)[\w-]+)? (?:on or )?after|(?:recibid|enviad|sometid|radicad|llegad|entregad)[oa]s? (?:despu[eé]s|luego|pasad)|(?:se (?:recib|present|remit|hag|env[ií]|somet|radi[cq]u?|entregu)[ae]n?|lleg(?:uen?|an)) (?:despu[eé]s|luego|pasad)|picked up|from \d{1,2}|from (?:[^.;]|(?<=[apm])\.){3,30}\bto\b|de \d{1,2}:\d\d|\bdel? \d{1,2}(?: de \w+)? al? \d|\bentre (?:(?:las?|el)\b|\d)|\bstops?\b|para (?:el|la|las)\b(?= (?:d[ií]a|lunes|martes|mi[eé]r|jueves|viernes|\d))|(?:days?|hours?|weeks?|d[ií]as?|horas?|semanas?)\b.{0,24}\b(?:after|following|before|prior|despu|luego|antes|poster|sigui|preced|from)|preceding|(?:days?|weeks?|hours?) (?:out|early|ahead|beforehand)\b|up to\b|\bbetween\b|(?:remains?|held|kept|left) open|accepted for\b|received after|\bopens?\b|(?:keep|hold|leave)s? .{0,40}\bopen\b|(?:registration|sign[- ]?up|testimony|comments?|deadline|requests?|ponencias?|memoriales|inscripci[oó]n|confirmaci[oó]n(?:es)?|turnos?|solicitudes|letters|statements|slips)[^.:]{0,30}:(?!\d)|\banterior\b|\brecoger[aá]n?\b|\bretirar[aá]n?\b"
)
_SOMETHING_ELSE: Final = starting(
    r"(?:was|were) due\b|(?:will|shall|is to) (?:send|e-?mail|issue|mail) (?:out )?(?:an? |the )?(?:\w+ )?confirmations?\b|\bconfirmations? (?:will|shall|are|is) (?:be )?(?:e-?mailed|sent|issued|mailed)\b|cross-?examin|contrainterrog|(?:testimony|comments?|speakers) (?:was|were) (?:taken|accepted|heard)\b|\b(?:have|has|do|did)(?:n['\u2019]t| not) (?:yet )?(?:receive[d]?|got(?:ten)?|get|hear[d]?) (?:an?|the|your|from|back|any)\b|(?<!be )(?<!is )(?<!are )closed (?:on|at|(?=(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d|\w+day,? \w+ \d))|(?<!be )\b(?:ended|expired|lapsed|concluded) (?:on|at)\b|venci[oó]\b|expir[oó]\b|cerr[oó]\b|(?:culmin|finaliz)[oó]\b|requests? for an? (?:\w+ ){0,2}hearing\b|\brequest (?:that |for )?(?:the \w+ )?(?:hold |conduct |schedule |convene )?(?:a|an|the) (?:public |formal |oral |contested case |adjudicatory )?hearing\b(?! (?:loop|aid|device|assist|interpret))|subpoena|solicitudes? de (?:empleo|propuestas|ingreso|licencias?|becas?)|\b(?:contact person|officer|clerk|staff|secretary|office|agency|department) (?:will|shall) (?:notify|inform|contact|advise)\b(?!.{0,80}\b(?:who|that|registered|signed|received)\b)|to (?:listen|watch|view|observe)\b(?! (?:or|and)\b)|(?:bill )?sponsors? (?:will|shall|must|has|have)\b|check (?:the|our|back|their|your|for)\b.{0,40}(?:agenda|website|calendar|page|e-?mail|inbox|spam)|\bwithdraw(?:n|s|ing)?\b|\b(?:ask|petition|request)\w* (?:for )?(?:an? |the )?(?:longer|extension|extended)\b|(?:departments?|agency|agencies|offices?|marshal|secretary|director|commission|board|council|county|city|division|district|authority|developer|contractor|owner|licensee)s? (?:must|shall|will) (?:submit|file|publish|provide|report)\b"
    r"|members (?!of\b)(?:may|must|shall|should|can|will) (?:submit|file|offer)|(?:senators|legislators) (?:may|must|shall|should|can|will|who)\b|submi\w+ (?:the|its|their|a) (?:\w+ )?(?:study|audit|plan|assessment|survey|budget|map)\b|questions for the record"
    r"|(?:notice|agenda) (?:was|has been|will be) (?:published|posted|issued|mailed|advertised)"
    r"|bill (?:filing|introduction|drafting)|filing of bills|amendments? (?:must|should|are due|deadline)|budget request|request for proposals?|\bbids?\b|\bRFP\b|\bproposals? (?:are|is|must|due)"
    r"|(?<!against the )(?<!for the )(?<!on the )applications? (?:are|is|must|due|deadline)|nomination|voter registration|ballot|absentee|candidate filing|(?:\A|[.;:] |,\s(?:and|but)\s)(?:(?!(?:on|of|for|to|in|from|with|about|when|once|after|before|until|as|if)\b)\w+ ){0,4}agendas? (?:items?|materials?|packet)? ?(?:must|will|is|are|shall|posted|available)"
    r"|agenda was posted|post(?:ed|ing) (?:of )?(?:this |the )?(?:notice|agenda)|minutes (?:are|will)|rsvp for lunch|payment|invoice|(?:tax(?:es)?|(?:utility|water|sewer|tax|electric|power) bills?) (?:are|is) due|appeal must|effective date|license renewal"
    r"|crossover|available for (?:public )?(?:review|inspection|viewing)|(?:legislation|bills?|measures?) must be (?:introduced|filed)|sine die|committee report|last day (?:for|to) (?:introduc|consider|file bills)|lobbyist registration|any questions|direct introduction|\breports?\b.{0,80}(?:legislat|governor|mayor|council|committee|assembly)|(?:submit|submission of|its|the|their|final|progress|interim|annual|quarterly) (?:reports?|findings|recommendations)\b|r[eé]sum[eé]s?\b|appointment to|applicants?\b|candidates? (?:must|shall|may|should)|fiscal (?:notes?|impact)|(?:was|were|been) (?:closed|heard|continued|tabled|adopted)|(?<!\bon )(?<!\bon the )(?<!\babout )(?<!\babout the )\bfees?(?: (?:of|for) [^.;]{1,40})? (?:is|are|must be|shall be|will be) (?:paid|due|payable)|(?:informe|someter\w*|rendir\w*|presentar[aá]n?)\b[^.;]{0,60}(?:\bsus|conclusiones y|hallazgos y|informe con|al? \w+ con) recomendaciones|recomendaciones (?:al (?:senado|gobernador)|a la (?:asamblea|c[aá]mara|gobernadora))|names? of (?:candidates|nominees)|regist(?:er|ration) for (?:the |our |an? )?(?:\w+ ){0,3}(?:clean-?up|clinic|camp|fair|dinner|breakfast|conference|workshop|webinar|training|class|course|summit|luncheon|retreat|program|tour|gala|race|outing|tournament|picnic|banquet|lessons?|seminar|league|parade|festival)|surveys?\b|(?:presenters?|speakers?|witnesses|people|attendees|you|guests|visitors|testifiers) (?:should|must|may|are asked to|are encouraged to) arrive(?![^;]{0,40}\band (?:sign|check|regist))|please arrive(?![^;]{0,40}\band (?:sign|check|regist))|(?:offices?|building|city hall|courthouse|library|department) (?:is|are|will be) closed\b|(?:must|should|need to|please) be (?:available|present|ready|seated|in attendance)\b|(?:log\w*[ -]?(?:on|in)|join|connect\w*|dial[- ]?in|call[- ]?in|be (?:there|present|ready|on)|arrive|come)\b[^;,.]{0,40}\bearly\b|(?:plan|expect|try|asked|encouraged) to arrive|(?:deber[aá]n?|favor de|ruega|recomienda) llegar(?! a (?:nuestr|la\b|el\b|las\b|manos|est[ae]\b))|(?:agencias?|departamentos?|municipios?|secretari[oa]|negociados?) (?:deber[aá]n? )?(?:rendir|someter|presentar|radicar)(?:[aá]n?)?\b|(?:comisi[oó]n|junta|senado|c[aá]mara|oficial examinador\w*) (?:rendir|emitir|publicar|votar|adoptar|notificar|anunciar)[aá]n?\b|(?:rendir|someter|presentar|radicar)[aá]n? (?:su|el|un|sus|los) informes?\b|se (?:citar|convocar|publicar|informar|notificar)[aá]n?\b|reception\b|statements? of (?:organization|economic|financial)|vacanc(?:y|ies)|scholarship|\bgrants?\b|vendors?\b|(?:will|shall|must|expects? to|plans? to) (?:publish|issue|release|announce|finali[sz]e|adopt|decide|respond|vote|report)\b|\bRF[BQI]\b|constructability|suppliers can submit"
)
_ABOUT: Final = lowered(
    r"\b(?:testimony|comments?|input|remarks|views|statements?|letters?|speak(?:ing)?|testify(?:ing)?|questions|concerns|ponencias?|comentarios?|deponer)\s(?:on|about|regarding|concerning|over|sobre|acerca de)\s(?:the |this |a |an |any |proposed |el |la |los |las )?(?:(?!(?:bills?|measures?|matters?|items?|plan|rule|proposal|ordinance|it|them)\b)[\w-]+ ){0,2}\Z"
)
"""`testimony on the nomination`: what it is about."""
_GOES_ON: Final = lowered(
    r"(?:the |la )?(?:deadline|cut-?off|fecha|portal|link|form|window|web ?site|list|queue|sheet|roster|enlace|formulario|lista|hoja)\b|due\b|closes|must be|these|they|it\b|all (?:requests|submissions)|requests|submissions|please|send|submit|e-?mail|do so|registration|return\b|bring\b|hand\b|drop\b|fill\b|complete\b|turn\b|deliver\b|give\b|leave\b|reserve\b|(?:completed |all |signed )?(?:forms?|cards?|slips?)\b|you (?:must|may|can|have|need)\b|ask\b|call\b|contact\b|notify|file\b|el plazo|deber[aá]"
)
"""How a sentence begins that says until when of what the one before it has named."""
_MUST_FILE: Final = lowered(r"\bshall (?:submit|file|publish)\b")
_LAW: Final = lowered(
    r"\((?:ii|iii|iv)\) |\bshall\s?[\u2014:]|\bsub(?:paragraph|section|clause) \(|\bpublic law \d|\b(?:secretary|administrator|attorney general|commissioner|comptroller|director) shall\b"
)
"""The text of a law, which sets others their deadlines."""
_PEOPLE: Final = lowered(
    r"\b(?:persons?|people|(?:pro|op)ponents?|part(?:y|ies)|testifiers?|organizations?|groups?|members of|witness(?:es)?|speakers?|individuals?|public|anyone|those|citizens?|residents?|wishing|wish|heard|testif\w+)\b"
)
"""Who files something to be heard; `the department shall submit` is a duty that a bill makes."""
_OPENS: Final = lowered(
    r"\b(?:go(?:es)? (?:live|up|out)|(?:button|link|tab|option) (?:will |shall )?(?:appears?|shows? up|be (?:active|live|there))|put out|set out|comes? out|(?<!de)activated|switched on|turned on|available(?=\s\Z)|(?<!remain )(?<!remains )(?<!held )(?<!kept )(?<!left )(?:opens?|opened)(?! (?:for|until|till|through|thru|to (?:receive|accept)))|beg[ai]ns?|commences?|comenz[oó]|comienzan?|empiezan?|starts?|started|starting|beginning|available (?:from|on|at|starting|beginning)|not (?:before|earlier than|sooner than)|no (?:earlier|sooner) than|(?:not|cannot|never) be \w+ (?:before|prior to)|(?:any ?time )?from(?=\s\Z)|abren?|a partir del?|desde)\b"
)
_CLOSES: Final = lowered(
    r"\b(?:close[sd]?|shuts?|locks?|stops?|cuts? off|comes? down|runs? out|expires?|ceases?|disappears?|goes (?:dark|away)|deactivat\w+|desactiv\w+|disabled|thru|till?|turned off|switched off|offline|end(?:s|ing)?|deadline|until|through|by|no later|before|prior|due|removed|collected|pulled|picked up|taken (?:down|up)|conclud\w+|cierra|cerrar\w+|concluye|terminat\w+|termina\w*|finaliza\w*|vence|hasta)\b"
)
_BEFORE_THEN: Final = lowered(
    r"(?<!\bnot )(?<!\bor )\b(?:before|prior to|earlier than|antes del?)\s(?:the |las? |el )?\Z"
)
_REFUSED: Final = lowered(
    r",?\s(?:(?:will|can|shall|may|are|is) ?not (?:be )?(?:accepted|considered|counted|taken|processed|honored|valid)|no (?:se )?(?:aceptar[a\u00e1]n?|considerar[a\u00e1]n?|recibir[a\u00e1]n?))\b(?! (?:without|unless|if|except|late|sin|salvo)\b)"
)
_NOT_DONE: Final = lowered(r"\b(?:not|never|no|sin)\b|n['\u2019]t\b")
"""`Comments not received before March 15 will not be considered`: they are due by then."""
_LIMIT: Final = lowered(r"(?:until|till|hasta|up to|before|prior to|by|antes|later than|ahead of|in advance of)\b")
_IT_BEGINS: Final = lowered(
    r"\b(?:before|until|till|prior to|by|when) (?:the |this )?(?:\w+ ){1,3}(?:begins|starts|commences|convenes|opens)(?: promptly)? (?:at )?\Z"
)
"""`before the hearing begins at 10 a.m.`: what begins is the hearing."""
_ASKS: Final = lowered(
    r"\b(?:submit|close[sd]?\b|cierra|send|sent|must|should|sign|regist|receiv|due|file|turn|accept|tak(?:e[sn]?|ing)\b|firm[ea]|e-?mail|deadline|until|contact|call|complete|fill|request|envi|may\b|can\b|will be able|invited to|bring|give|hand|favor|deber|podr|pued|escrib|inscri|somet|solicit|anot|present|entreg|recib|acept|provid|reach|join|add)"
)
_LATE: Final = starting(
    r"(?:received|submitted|filed|sent|left|e-?mailed|mailed|uploaded|posted|delivered|turned in|made|postmarked|dated|arriv\w+|com(?:es?|ing) in|recibid[oa]s?|enviad[oa]s?|sometid[oa]s?)(?: by (?:the |our )?\w+)?(?: (?!after|before|by\b|no\b|not\b)\w+){0,4} (?:after|later than|past|following|(?:despu[eé]s|luego) de|pasad[oa]s?|con posterioridad)|(?:se (?:recib|present|remit|hag|env[ií]|somet|radi[cq]u?|entregu)[ae]n?|lleg(?:uen?|an)) (?:\w+ ){0,4}(?:(?:despu[eé]s|luego) de|pasad[oa]s?)|after (?:this|the|that) (?:deadline|time)|late (?:testimony|comments?|submissions?)(?!.{0,60}\b(?:until|through|till|up to|no later)\b)"
)
_BY: Final = lowered(r"\b(?:by|until|no later than|on or before)\b")
"""`filed after the hearing must be received by`: a limit again, behind what comes late."""
_ITS_DEADLINE: Final = lowered(r"\b(?:deadline|cut-?off)(?: (?:of|at|on))?,? (?:the )?\Z")
"""`sent after the deadline of March 15`: the deadline all the same."""
_EXCEPTION: Final = lowered(
    r"\b(?:if|unless|except(?: (?:where|when|if))?|should|si|salvo que|a menos que)\b[^,;]{0,48}\b(?<!\bno )(?<!\bnot )(?:less|fewer|shorter|menos) (?:than|de) (?:a |an )?\Z"
    r"|\bif (?:you|they|he or she|a \w+|anyone|someone) (?:are (?:unable|not able)|cannot|can not|can['\u2019]t|did not|do not|have not)\b[^,;]*\Z"
)
"""`unless it is called with less than 48 hours' notice`, `if you cannot bring it the day before`: when something else holds."""
_WILL_BE_SEEN: Final = lowered(
    r"\b(?:sheets?|lists?|cards?|forms?|slips?|rosters?|tables?|hojas?|lista) (?:will be|shall be|is|are) (?:made )?(?:at|in|out|on|outside|inside|placed|set|located|set up|put out)\b(?:(?!\b(?:until|through|till|hasta|taken|removed|collected|picked|clos\w+)\b)(?:[^.;]|(?<=[apm])\.)){0,60}\Z"
    r"|\b(?:witness(?:es)?|registrants|speakers|participants|testifiers|attendees|you|requesters|those) (?:\w+ ){0,3}(?:will|shall) (?:receive|get|be (?:sent|emailed|given))\b(?:(?!\b(?:until|through|till|hasta|removed|collected|taken|picked)\b)[^.;]){0,40}\Z"
    r"|\b(?:see|the|this|our) (?:\w+ )?(?:notice|agenda|minutes|letter|order|memorandum|report|edition|issue|resolution|bulletin|register) (?:of|dated|from)(?: the)? \Z"
    r"|\b(?:hearing|meeting|session|vista|reuni[oó]n) (?:\w+ ){0,3}(?:moved|rescheduled|postponed|pushed|shifted|changed|continued|trasladad[ao]|pospuest[ao])\b[^.;]{0,40}\Z"
    r"|(?<!deadline )(?:(?:has|have) been|was|were|is) (?:moved|rescheduled|postponed|changed) from\b[^.;]{0,40} to \Z"
    r"|\b(?:expected|anticipated|projected)(?: on| for| around)? \Z"
    r"|(?:,|\bbut|\band)\s(?:not|instead of|rather than|formerly|previously|originally) (?:on |by )?(?:the )?\Z"
    r"|\b(?:before|when|until|after|once) the (?:(?!(?:an?|the|its|our) )\w+ ){1,3}(?:submits?|files?|decides?|votes?|acts?|issues?|adopts?|finali[sz]es|sends?|makes)\b[^.;]{0,40}\Z"
    r"|\b(?:was|were) (?:\w+ly )?(?:\w{2,}ed(?<!extended)(?<!moved)(?<!changed)(?<!postponed)|held|heard|given|taken|made|read)\b(?:(?!\b(?:until|by|to)\b)[^.;,]){0,30}\Z"
    r"|\b(?:vote|decision|which|that|hearing|meeting) (?:is|are|will be) (?:now )?(?:set|scheduled|slated|planned|expected)\b[^.;]{0,30}\Z"
    r"|\b(?:meeting|hearing|livestream|broadcast|session|program|presentation|doors?) will (?:begin|start|open|commence)\b[^.;]{0,30}\Z"
    r"|\b(?:scheduled|set|slated) (?:to be heard|to be held|for (?:a )?(?:public )?hearing)\b(?:(?!\b(?:until|must|should|before)\b)[^.;]){0,40}\Z"
    r"|(?<!turnos )(?<!registro )(?<!inscripci[oó]n )(?<!deponentes )(?<!oradores )\b(?:celebrar[aá]|se llevar[aá] a cabo|tendr[aá] lugar|comenzar[aá])\b(?:(?!\b(?:hasta|antes|deber\w+|podr\w+)\b)[^.;]){0,40}\Z"
    r"|\b(?:may|can) be (?:picked up|obtained|viewed|inspected|examined|found|purchased)\b(?:(?!\b(?:until|through|return\w*|submit\w*)\b)[^.;]){0,40}\Z"
    r"|\b(?:published|issued|dated|enacted|publicad[oa]|emitid[oa])(?: in the federal register)?(?: on| el)? \Z"
    r"|(?:\b(?:takes?|taking|into|in) (?:full )?(?:force|effect)|\beffective(?: date)?(?: (?:of|is))?|\ben vigor|\bvigencia)\b(?:(?!\b(?:until|unless|if|after|before|by)\b)[^.;]){0,30}\Z"
    r"|\b(?:will|shall|is to|are to) be (?:assigned|issued|e-?mailed|sent|provided)(?: out)?(?: by| on| before| no later than)? \Z"
    r"|\b(?:will|shall|is to|are to) be (?:made )?(?:re)?(?:heard|held(?! open)|conducted|confirmed|acknowledged|notified|contacted|answered|posted|available(?! (?:from|between)\b)|distributed|published|released|shared|viewable)\b(?:(?!\b(?:until|through|till|hasta|removed|collected|taken|picked)\b)(?:[^.;]|(?<=[apm])\.)){0,40}\Z"
)
"""What others do by then: `the agenda and all testimony will be posted by 5 p.m.`."""
_IS_PAST: Final = re.compile(
    r",?\s(?:(?:has|have|had) (?:already |all )?been(?! (?:adjourned|closed|concluded|completed|ended|convened|extended|moved|changed))|was|were)\b"
)
"""`All testimony given by May 5 has been posted.`"""
_APPEARS: Final = lowered(
    r",?\s(?:an?|the|your)\s(?:[\"'\u201c\u201d\w-]+\s){0,4}?(?:button|link|list|sheets?|cards?|tab|option|room)\s(?:will|shall|is|are|becomes?|appears?|opens?)\b(?! (?:close|end|shut|be (?:closed|removed|taken|collected)))"
)
"""`three hours before it begins, a "Join" button will appear`: what is there from then on."""
_BEGINS_A_CLAUSE: Final = lowered(
    r"(?:\A|[,;:.()\u2013\u2014])\s*(?:(?:and|at|on|about|around|approximately|some|roughly|y|el|a las?)\s)*\Z"
)
"""What stands before a moment that its clause begins with; in `closes at noon, the list is then closed` it belongs to the words before."""
_SHUT_OUT: Final = starting(
    r"nothing\b|(?:given|handed|passed)(?: out)? to (?:the )?(?:\w+ )?(?:members|commissioners|supervisors|councilors|council ?members|trustees|board|council|commission|committee) at the (?:meeting|hearing)|(?:cannot|can ?not|will not|may not|shall not|must not|\w{2,6}n['\u2019]t) be (?:\w+ed|heard|read|taken|given|seen|met|kept|put)\b|(?:\bnot|\bcannot|\b\w{2,6}n['\u2019]t) (?:be )?(?:guaranteed to be |(?:required|obliged|obligated|bound) to )?(?:accepted|considered|included|noted|listed|reflected|part of|made (?:a )?part|entered|read|reviewed|counted|in the record|heard|taken|honored|distributed|played|forwarded|given|provided|shared|printed|circulated|processed|accept|take|consider|include|use|read|add|count|hear|honor|process|post|distribute|guarantee|seen|presented|posted|transmitted|delivered|added|recorded|appear|reach|guaranteed)\b|(?:at|for|until|to|of) the (?:next|following) (?:\w+ )?(?:meeting|hearing|session)|rejected|returned|discarded|devuelt[oa]s?|rechazad[oa]s?|tard[ií][oa]s?\b|untimely|(?:considered|deemed|marked|treated as|stamped) late\b|too late\b|(?:will|may) (?:only )?be (?:\w+ ){0,4}(?:if (?:possible|time)|as (?:time|resources)|only if)|may (?:be too late|not)\b|no (?:se )?(?:ser[aá]n?|formar[aá]n?|aceptar[aá]n?|considerar[aá]n?)"
)
"""What a notice says of testimony that comes too late, where the moment is a deadline indeed."""


_AND_THE_NEXT: Final = lowered(
    r"[\s,]{0,3}(?:and|y|e|&)?\s?(?:(?!(?:is|are|was|were|will|has|have|se)\b)[\w-]+ ){1,5}(?:el )?"
)
"""`sign-ups are due March 12 and written statements March 15`: the verb of the moment before is meant again."""


_NEXT_CLAUSE: Final = lowered(r",\s(?:and|but|while|y|pero|mientras)\s")
_OWN_VERB: Final = lowered(r"\b(?:must|may|should|shall|can|will|deber\w*|podr\w*) (?:not )?(?:be|ser)?\b")
_LEAD: Final = 60
"""Characters before a moment that say what happens then."""


_AND_BY: Final = lowered(
    r",\s(?:and|but|y|pero)\s(?:(?:by|until|before|no later than|hasta|antes de|a m[aá]s tardar)\s)?(?:the |el |las? )?\Z"
)
"""`, and by noon on Monday to sign up`: another deadline, that says behind itself what it is for."""


class Spot(NamedTuple):
    """What counts of a moment to know what it means, and nothing of when it is: so a sentence is understood once for all hearings."""

    start: int
    end: int
    begins_range: bool
    """Whether it is the first of `from March 5 to March 8`: what counts as due is the second."""
    ends_range: bool
    start_of_hearing: bool
    is_start: bool
    """Whether the hearing starts at that moment, however it is named."""
    plausible: bool


class Meant(NamedTuple):
    """A deadline of a sentence: its kind, and which of the sentence's moments it is due at and opens at."""

    kind: str
    due: int
    opens: int | None


class _Place(NamedTuple):
    """A moment where it stands in its sentence."""

    spot: Spot
    clause: str
    """The words since the moment before, with the moment itself."""
    lead: str
    """The last characters before the moment."""
    tail: str
    """The words up to the next moment."""
    first: bool
    """Whether it is the first moment of the sentence, or since a semicolon."""

    @property
    def before(self) -> str:
        """The words of its clause before the moment itself."""
        return self.clause[: self.spot.start - self.spot.end]

    @property
    def anew(self) -> bool:
        """`, and by noon on Monday to sign up`: another deadline, that says behind itself what it is for."""
        return not self.first and _AND_BY.search(self.before) is not None

    @property
    def opens(self) -> bool:
        """Whether something opens then; `until the hearing begins` has its limit among its own words."""
        return (
            not self.spot.ends_range
            and (_opening(self.before[-_LEAD:]) or self._too_early)
            and not (self.spot.start_of_hearing and _LIMIT.match(self.clause[self.spot.start - self.spot.end :]))
        )

    @property
    def _too_early(self) -> bool:
        """`Registrations prior to noon Wednesday will not be considered`: nothing is taken before then."""
        return (
            _BEFORE_THEN.search(self.lead) is not None
            and _REFUSED.match(self.tail) is not None
            and _NOT_DONE.search(self.before) is None
        )

    @property
    def after_the_deadline(self) -> bool:
        """Whether it is what comes too late, without a word that it is shut out, or what others do by then."""
        after = _LATE.search(self.lead)
        late = after is not None and not (
            _ITS_DEADLINE.search(self.lead)
            or _BY.search(self.lead, after.end())
            or self.tail.startswith(" deadline")
            or _SHUT_OUT.search(self.tail)
            or _SHUT_OUT.search(self.clause)
        )
        if _EXCEPTION.search(self.lead):
            return True
        if _BEGINS_A_CLAUSE.search(self.before) and _APPEARS.match(self.tail):
            return True
        return late or _IS_PAST.match(self.tail) is not None or _WILL_BE_SEEN.search(self.lead) is not None


@lru_cache(maxsize=8_192)
def _says_until(sentence: str) -> bool:
    """Whether it has a word of those that say until when, or from when on."""
    return _DUE.search(sentence) is not None


@lru_cache(maxsize=8_192)
def needs_the_one_before(sentence: str) -> bool:
    """Whether the sentence before it may say what can be done until then, because it does not say so itself."""
    return _says_until(sentence) and not says_what(sentence)


@lru_cache(maxsize=8_192)
def is_of_something_else(sentence: str) -> bool:
    """Whether a sentence speaks of a bid, a report, a ballot."""
    return _else(sentence, 0, len(sentence)) is not None


@lru_cache(maxsize=8_192)
def speaks_of_deadline(sentence: str, before: str) -> bool:
    """Whether a sentence says until when something can be done to be heard; the one before it may say what."""
    if not _says_until(sentence):
        return False
    spoken = (
        bool(_VOICE.search(sentence))
        or names_a_kind(sentence)
        or bool(_VOICE.search(before) and (before.endswith("?") or _GOES_ON.match(sentence)))
    )
    return spoken and not _a_duty(sentence)


def _a_duty(sentence: str) -> bool:
    """Whether it is an agency that must file something, and nobody who wants to be heard."""
    if _LAW.search(sentence):
        return True
    hit = _MUST_FILE.search(sentence)
    return hit is not None and not _PEOPLE.search(sentence, 0, hit.start())


def meaning(sentence: str, before: str, spots: tuple[Spot, ...]) -> tuple[Meant, ...]:
    """What the moments of a sentence are deadlines for."""
    return _meanings(sentence, before, spots)[0]


def openings(sentence: str, before: str, spots: tuple[Spot, ...]) -> tuple[tuple[str, int], ...]:
    """What opens at which moment of a sentence, by its kind."""
    return _meanings(sentence, before, spots)[1]


@lru_cache(maxsize=8_192)
def _meanings(
    sentence: str, before: str, spots: tuple[Spot, ...]
) -> tuple[tuple[Meant, ...], tuple[tuple[str, int], ...]]:
    meanings: list[Meant] = []
    opens: dict[str, int] = {}
    places = list(_places(sentence, spots))
    behind = False
    for number, place in enumerate(places):
        opener = places[number - 1] if number and _ends_what_opened(place, places[number - 1]) else None
        kinds = _kinds(place, opener, sentence, before, first=place.first or not meanings)
        behind = _says_behind(place, sentence) if place.first or (place.anew and not behind) else behind
        if behind and not place.first and kinds != ["comment-period"]:
            own = kinds_of_own_clause(place.before)
            kinds, behind = own or _kinds_behind(place), not own
        if not kinds or _is_no_limit(place, sentence) or _is_of_no_kind(place):
            continue
        if opener is not None:
            opens.update(dict.fromkeys(kinds, number - 1))
        if place.spot.begins_range or place.opens:
            opens.update(dict.fromkeys(kinds, number))
        elif _is_due(place, sentence, due_before=bool(meanings)):
            meanings.extend(Meant(kind, number, opens.get(kind)) for kind in kinds)
    return _opened_behind(meanings, opens), tuple(opens.items())


def _opened_behind(meanings: list[Meant], opens: dict[str, int]) -> tuple[Meant, ...]:
    """`closes at noon on Monday and opens a week before`: the opening may stand behind."""
    return tuple(
        meant if meant.opens is not None else meant._replace(opens=opens.get(meant.kind)) for meant in meanings
    )


def _is_of_no_kind(place: _Place) -> bool:
    """`Permits must be bought by March 31, and comments may be sent until the hearing`: what is named has a clause of its own."""
    joint = _NEXT_CLAUSE.match(place.tail)
    return (
        place.first
        and joint is not None
        and _OWN_VERB.search(place.before) is not None
        and not names_a_kind(place.clause)
        and names_a_kind(place.tail[joint.end() :])
        and _OWN_VERB.search(place.tail, joint.end()) is not None
    )


def _kinds_behind(place: _Place) -> list[str]:
    """`By noon for written testimony and by 1 p.m. to sign up`: the words between are of the moment before."""
    return _named_behind(place) or kinds_of(";".join(place.clause.split(";")[1:]), "", "", "")


def _ends_what_opened(place: _Place, last: _Place) -> bool:
    """`opens at noon on Monday and closes on Friday`: whether what the moment before opened ends then, and nothing else is named."""
    goes_on = ";" not in place.clause or _GOES_ON.match(place.clause.rpartition(";")[2].strip()) is not None
    return (place.spot.ends_range or last.opens) and goes_on and not kinds_of(place.clause, "", "", "")


def _kinds(place: _Place, opened: _Place | None, sentence: str, before: str, *, first: bool) -> list[str]:
    """What a moment is for; `first` where no moment before it in the sentence, or since the last semicolon, was a deadline."""
    begin = sentence.rfind(";", 0, place.spot.start) + 1
    section = sentence[begin : place.spot.end]
    clause = place.clause if opened is None else opened.clause + place.clause
    tail = place.tail if first or SAYS_WHAT_FOR.match(place.tail) else ""
    return kinds_of(clause, tail, sentence, before, section)


def _says_behind(place: _Place, sentence: str) -> bool:
    """Whether a deadline says what it is for behind itself alone: "by noon for written testimony"."""
    named = bool(_named_behind(place)) and (place.anew or not kinds_of(place.clause, "", "", ""))
    return named and not _is_no_limit(place, sentence)


def _named_behind(place: _Place) -> list[str]:
    """What the words right behind a moment say that it is for."""
    return kinds_of("", re.split("[;.,]", place.tail.lstrip(" ,"), maxsplit=1)[0], "", "")


def _is_no_limit(place: _Place, sentence: str) -> bool:
    return not place.spot.plausible or place.after_the_deadline or _of_something_else(sentence, place.spot)


def _places(sentence: str, spots: tuple[Spot, ...]) -> Iterator[_Place]:
    previous: Spot | None = None
    for spot, following in zip(spots, [*spots[1:], None], strict=False):
        lead = sentence[max(0, spot.start - _LEAD) : spot.start]
        tail = sentence[spot.end : following.start if following else len(sentence)]
        clause = sentence[previous.end if previous else 0 : spot.end]
        yield _Place(spot, clause, lead, tail, previous is None or ";" in clause)
        previous = spot


def _else(sentence: str, begin: int, end: int) -> re.Match[str] | None:
    """The first words of something else; what testimony is about may be a nomination, a budget request or a grant."""
    hits = _SOMETHING_ELSE.finditer(sentence, begin, end)
    return next((hit for hit in hits if not _ABOUT.search(sentence, begin, hit.start())), None)


def _of_something_else(sentence: str, spot: Spot) -> bool:
    """Whether the words up to the moment speak of a bid, a report, a ballot; what comes behind it says what it is good for."""
    hit = _else(sentence, sentence.rfind(";", 0, spot.start) + 1, spot.end)
    return hit is not None and _SOMETHING_ELSE.match(sentence, hit.start()) is not None  # as the words behind it allow


def _is_due(place: _Place, sentence: str, *, due_before: bool) -> bool:
    """Whether something must be done by then: `A public hearing will be held on May 3 at 1 p.m.` names no deadline."""
    spot = place.spot
    if due_before and _AND_THE_NEXT.fullmatch(place.before):
        return True
    if not spot.ends_range and not _DUE.search(place.clause) and not _DUE.search(place.tail.partition(";")[0][:60]):
        return False
    if spot.start_of_hearing and not _ASKS.search(sentence, sentence.rfind(";", 0, spot.start) + 1):
        return False
    return not spot.is_start or _DUE.search(sentence, max(0, spot.start - 60), spot.end) is not None


def _opening(lead: str) -> bool:
    """Whether the word next to the moment says that something opens then; `not before` does, though it ends in `before`."""
    if _IT_BEGINS.search(lead):
        return False
    opens = [hit.end() for hit in _OPENS.finditer(lead)]
    closes = [hit.end() for hit in _CLOSES.finditer(lead)]
    return bool(opens) and opens[-1] >= max(closes, default=-1)
