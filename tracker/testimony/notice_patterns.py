"""The patterns of days, hours and spans in notices, English and Spanish, and what may stand between a day and its hour.

No pattern repeats without a bound inside of a repetition, so that a hostile sentence costs what a long one costs.
"""

from __future__ import annotations

from typing import Final

from tracker.records.number_words import NUMBERS, ORDINALS
from tracker.testimony.notice_clock import HORAS, HOURS
from tracker.testimony.notice_vocabulary import MONTHS, WEEKDAYS, lowered

_MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAYNAME: Final = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_COUNT: Final = "|".join(sorted(NUMBERS, key=len, reverse=True))
_NTH: Final = "|".join(sorted(ORDINALS, key=len, reverse=True))
_ZONE: Final = r"(?:\s{0,2}\(?(?P<zone>[ecmph](?=[ds]?t\b|astern|entral|ountain|acific|awaii)|a(?=[ds]t\b|tlantic)|ak(?=[ds]?t\b)|al(?=aska))\w{1,7}\b\)?(?: (?:prevailing |standard |daylight )?time)?)?"
_CLOCK: Final = (
    r"(?:(?P<military>(?:[01]\d|2[0-3])[0-5]\d)\s?(?:hours|hrs)\b|(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?(?::[0-5]\d)?\s{0,2}(?P<half>[ap])\.?\s?m\b\.?"
    rf"|(?P<shour>\d{{1,2}}|\b(?:{'|'.join(HORAS)}))(?::(?P<sminute>[0-5]\d)|(?P<shalf> y media))? (?:en punto )?(?:de|en|por) la (?P<spart>ma[ñn]ana|tarde|noche)"
    rf"|(?P<oclock>\d{{1,2}}|\b(?:{'|'.join(HOURS)}))(?::(?P<ominute>[0-5]\d)|(?P<ohalf>[- ]thirty))?(?: o['\u2019]?clock,?)? (?:(?P<part>a|p)\.?\s?m\b\.?|(?:in|on) the (?P<when>morning|afternoon|evening)|(?=that (?P<o_when>morning|afternoon|evening)\b))"
    rf"|(?P<bare>\d{{1,2}}|\b(?:{'|'.join(HOURS)}))(?::(?P<bminute>[0-5]\d)|(?P<bhalf>[- ]thirty))? o['\u2019]?clock\b"
    rf"|(?P<daypart>afternoon|evening|morning),? (?:at |by |@ ?)(?P<dhour>\d{{1,2}})(?::(?P<dminute>[0-5]\d))?(?![\d:]|\s?[ap]\.?\s?m\b)"
    r"|(?P<hour24>[01]\d|2[0-3]):(?P<minute24>[0-5]\d)(?:\s?(?:hours|hrs|h))?(?![\d:])(?! (?:del )?(?:noon|mediod|m\b|md\b))"
    r"|(?:12(?::00)?\s?(?:del )?)?(?P<noon>noon|midday|mediod[ií]a|(?<=12:00 )(?:m|md)\b\.?|(?<=12:00)m\b\.?|(?<=12 )m\.(?= ))(?:\s?\(12(?::00)?\s?(?:p\.?\s?m\.?|noon)?\))?|(?:12(?::00)?\s|11:59\s)?(?P<midnight>midnight|medianoche)"
    r"|(?P<cob>quitting time|close of (?:the )?(?:business|office)(?: day)?|end of (?:the )?business(?: day)?|end of (?:the )?(?:work(?:ing )?)?day|c\.?o\.?b\b\.?|e\.?o\.?d\b\.?|cierre (?:de (?:operaciones|labores|oficinas?|negocios|la jornada)|del? d[ií]a)))"
    + _ZONE
    + r"(?:\s?\((?:noon|midnight|[ecmp][sd]?t|local time)\))?"
)
_DATE: Final = (
    rf"(?:(?:(?P<dayname>{_DAYNAME})\b\.?,?\s{{1,2}}(?:the |el )?)?"
    rf"(?:(?P<month>{_MONTH})\b\.?\s{{1,2}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s?[ap]\.?\s?m\b|:\d)(?:,?\s{{1,2}}(?P<year>20\d\d)\b)?"
    r"|(?P<nmonth>\d{1,2})/(?P<nday>\d{1,2})(?:/(?P<nyear>20\d\d|\d\d))?(?![\d/])"
    r"|(?P<iyear>20\d\d)-(?P<imonth>\d\d)-(?P<iday>\d\d)"
    r"|(?P<dfirst>\d{1,2})\.(?P<dsecond>\d{1,2})\.(?P<dyear>20\d\d)(?!\d)"
    rf"|(?P<sday>\d{{1,2}})(?:st|nd|rd|th|ro|\.?º)?[ /-](?:day )?(?:de |of )?(?P<smonth>{_MONTH})\b(?:,?[ /-](?:de |del )?(?P<syear>20\d\d)\b)?"
    rf"|(?:the )?(?<![\w-])(?<!twenty )(?<!thirty )(?<!simo )(?P<wordday>primero|{_NTH}) (?:day )?(?:of|de) (?P<wordmonth>{_MONTH})\b(?:,? (?:de |del )?(?P<wordyear>20\d\d)\b)?)"
    rf"|(?P<ndayname>{_DAYNAME})\b\.?,?\s{{1,2}}(?:(?:the )?(?P<nth>\d{{1,2}})(?:st|nd|rd|th)\b|(?:el |d[ií]a )?(?<=(?:lunes|artes|coles|ueves|ernes) )(?P<snth>\d{{1,2}})\b(?!\s?[ap]\.?\s?m\b|[:/.]\d| (?:de|en|por) la))"
    r"|(?<=[eE]l )(?:d[ií]a )?(?P<dnth>\d{1,2})\b(?! de \w|\s?[/:.-]\d)(?:(?<=a \d)|(?<=a \d\d)|(?=,? (?:a las?|antes de las?|hasta las?|al mediod[ií]a)\b|\s?(?:[.,;)]|\Z)))"
    r"|(?:by|on|until|than|before|through) the (?P<onth>\d{1,2})(?:st|nd|rd|th)\b(?=\s?(?:at\b|by\b|to\b|and\b|if\b|via\b|of (?:this|the) month|[,.;)]|\Z|\d|noon)))"
)
_OF: Final = r"(?:(?:day|date|time|start(?:ing)?(?: time)?|beginning|opening|commencement|outset) of (?:the |this |any |each )?|fecha de (?:la |el )?|(?:scheduled|advertised|published|posted|noticed|actual|public|committee|board|council|commission|city council|town|county|zoning|regular(?:ly scheduled)?|budget|virtual|joint|subcommittee|legislative|community|next|(?:last|final)(?= scheduled| public)|(?!(?:for|to|of|at|in|on|and|or|the|will|must|is|are|be|from|with|by|that|any|end|close|conclusion|start|previous|last|prior|first|second|another|other|before|after|each|every|this|una?|la|el|de|del)\b)[a-z][a-z'\u2019-]{2,14}) )"
_DATED: Final = rf"(?:(?:{_DAYNAME})(?:['\u2019]s)?,? )?(?:(?:{_MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?:20\d\d,? )?)?(?:\d{{1,2}}(?::\d\d)? ?[ap]\.?m\.? )?"
_HEARING: Final = (
    rf"(?:(?:the |la |el |this |that |each |any |every |our |your |a |una |dicha )?{_DATED}{_OF}{{0,4}}"
    r"(?:hearing|meeting|session|forum|roundtable|audiencia(?: p[uú]blica)?|vista(?: (?:p[uú]blica|ejecutiva|ocular))?|asamblea|sesi[oó]n|reuni[oó]n|junta|proceeding|event)s?(?:['\u2019]s?)?"
    r"(?: (?:start(?:ing)?(?: time)?|begins?|date|day|time|(?:is|was) (?:scheduled|set|due|called|slated|held)(?: to (?:begin|start|order|commence|convene))?|starts|convenes|commences|opens|gets under ?way|takes place))?)"
)
_UNIT: Final = (
    r"(?P<unit>(?P<open_hours>business |working |work |office )?(?:hours?\b|hrs?\b\.?)|minutes?\b|mins?\b\.?|horas?\b|minutos?\b|(?P<business>business |working |work |weekday |week(?=days)|h[aá]biles )?(?:calendar |full )?(?:days?\b|weeks?\b|d[ií]as?\b|semanas?\b)"
    r"(?P<after_business> (?:h[aá]biles|laborables?|de trabajo))?)(?: (?:calendario|naturales|consecutivos))?"
)
_COUNTED: Final = rf"(?<![.\d])\b(?:(?P<count>\d{{1,3}}(?:\.\d)?)|(?P<word>(?:{_COUNT})\b))(?:\s?\((?:(?P<figure>\d{{1,3}})|[a-z-]{{3,12}})\))?(?: or more| o m[aá]s)?[\s-]{{1,2}}(?:full |clear |entire )?{_UNIT}(?:['\u2019]?\s?\((?P<also>\d{{1,3}}) (?P<also_unit>hours?|(?P<also_business>business |working )?(?:calendar )?days?|horas?|d[ií]as?)\))?"
_ORDINAL: Final = rf"\b(?:the |el )?(?P<nth>{_NTH}|\d{{1,2}}(?:st|nd|rd|th)) (?P<unit>(?P<business>business |working |work )?(?:calendar )?(?:day|d[ií]a)(?P<after_business> (?:h[aá]bil|laborable))?)"
_CLOSED_DAYS: Final = r"(?:weekends?|saturdays?|sundays?|(?:state |federal |legal |public )?holidays?|fines de semana|s[a\u00e1]bados?|domingos?|(?:d[i\u00ed]as )?(?:de fiesta|festivos|feriados))"
_SEVERAL_CLOSED: Final = rf"(?:the |any |los |las )?{_CLOSED_DAYS}(?:(?:,|,? (?:and|or|y|o|ni|&)) (?:the |any |los |las )?{_CLOSED_DAYS}){{0,3}}"
_EXCLUDED: Final = (
    r"(?:(?:excluding|exclusive of|excepting|except(?: for)?|excluyendo|exceptuando|excepto|(?:not|without|sin) (?:counting|including|contar|incluir))"
    rf" {_SEVERAL_CLOSED}|{_SEVERAL_CLOSED} (?:are |being |do |shall be )?(?:excluded|excepted|not (?:be )?(?:counted|included|count)|exclu[i\u00ed]dos|exceptuados))"
)
EXCLUDED: Final = lowered(rf"\b{_EXCLUDED}\b")
"""`excluding weekends and holidays`: days whose hours do not count."""
HOLIDAYS: Final = lowered(r"holiday|fiesta|festivo|feriado")
_SIDE: Final = (
    r"(?P<side>ahead of (?:time|schedule)|past(?= (?:the|this|that|la)\b)|before|prior to|prior|in advance of|ahead of|advance of|beforehand|preceding|early|out(?= (?:so|to)\b|[.,;])|thereafter|afterwards?|after|following|post(?=[- ](?:hearing|meeting))|antes del?|antes|(?:despu[eé]s|luego) del?|in advance|ahead"
    r"|(?:de|con) (?:anticipaci[oó]n|antelaci[oó]n|anterioridad)(?: al?(?! hearing))?|(?:siguientes?|posterior(?:es)?|subsiguientes?) al?|previ[oa]s? al?|anterior(?:es)? al?"
    r"|(?:contad[oa]s )?(?:a partir del?|desde(?= la| el))|(?:counted )?from|of(?= (?:the )?(?:close|conclusion|end|adjournment|completion)\b| (?:the |this )?(?:public )?(?:hearing|meeting)['\u2019]s (?:close|conclusion|end|adjournment)))"
)
_BODY: Final = r"(?:committee|board|council|commission|subcommittee|comisi[oó]n|chair|body) (?:convenes|meets|begins|starts|is (?:(?:scheduled|set|due) to (?:convene|meet|begin|start)|called to order|gaveled in))(?! (?:consider|discuss|deliberat|debat|voting))"
_ANCHOR: Final = (
    rf"(?P<anchor>{_HEARING} (?P<its_end>conclusion|adjournment|close|end)\b|(?:(?:when|el inicio de|la celebraci[oó]n de|(?:celebrad|conclu[ií]d|terminad|finalizad|iniciad|comenzad)[oa]|(?:que )?(?:concluya|termine|finalice|se celebre|comience|inicie)|concluir|terminar|finalizar|comenzar|iniciar|empezar|iniciarse) )?{_HEARING}|(?:the )?(?P<end>(?:conclusion|end|adjournment|close|completion) of {_HEARING}|adjournment\b)|(?:the )?(?:(?:scheduled|posted|published|advertised|noticed|announced|stated|official) )?(?:start(?: time)?|beginning|gavel)\b"
    rf"|(?:el |la )?(?:hora de )?(?:comienzo|inicio|celebraci[oó]n|conclusi[oó]n)(?: de la| del?)?(?: {_HEARING})?|(?:the )?{_BODY}|the agenda item)"
)
SPANS: Final = lowered(
    rf"(?:{_COUNTED}(?:['\u2019]s?)?|{_ORDINAL.replace('(?P<unit>', '(?P<o_unit>').replace('(?P<business>', '(?P<o_business>').replace('(?P<after_business>', '(?P<o_after_business>')})(?:,? \(?{_EXCLUDED}\)?)?,?\s{{1,2}}"
    rf"(?:(?:or more|o m[aá]s) )?(?:in )?{_SIDE}(?:[\s-]{{1,2}}{_ANCHOR})?"
)
"""`two business days before the hearing`, `the third day preceding the meeting`."""
IMPLIED_AFTER: Final = lowered(
    rf"\btranscurrid[oa]s\s{_COUNTED.replace('(?P<', '(?P<n_')} (?:de|desde|despu[eé]s)|(?P<o_first>\b(?:within|during|in) (?:the )?first )?{_COUNTED.replace('(?P<', '(?P<o_')} (?(o_first)(?:of|into)|into) {_HEARING}|\b(?:(?:after|following|(?:cerrad|conclu[ií]d|terminad|finalizad|celebrad)[oa]) {_HEARING}|open|abiert[oa]s?|accept(?:ed|s|ing)?|received?|recibir\w+)\b(?:[^.;]{{0,60}}?\b(?:for|por|habr[aá]|dispondr[aá]n? de|tendr[aá]n?)\s|(?<=open)\s(?=\d{{1,2}} (?:\w+ )?days(?:[.,;]|\Z| (?:after|following|to)\b)))(?:(?:a period of|an? (?:additional|further|extra)|an|another|un (?:t[eé]rmino|per[ií]odo|plazo)(?: adicional)? de|up to|the next|at least) )?{_COUNTED}"
    r"(?!,?\s(?:before|prior|in advance|ahead|antes|de ante|con ante|after|following|despu|poster|sigui|luego|a partir|from))"
)
"""`The record will be held open for ten days`: from the hearing on."""
FIRST_OF_TWO: Final = lowered(
    rf"\b(?:between|from|entre|not? (?:earlier|sooner) than|starting|beginning|desde)\s(?:(?P<count>\d{{1,3}})|(?P<word>(?:{_COUNT})\b))(?:[\s-]{{1,2}}(?:full |clear |entire )?{_UNIT})?"
    r",?\s(?:and|to|until|up to|through|y|hasta|a)(?:\s(?:no later than|not later than|no m[a\u00e1]s tarde de))?\s\Z"
)
"""`between 48 and 24 hours before the hearing`: the first of two counts, which opens what the second closes; its unit may be another."""
BEGINS_THEN: Final = lowered(
    r",?\s(?:\(?(?:(?:that is|i\.e\.|namely|es decir|esto es),? )?(?:from|through|until|hasta|del? (?=\d))|begin\w*|start\w*|commenc\w+|opening|comenz\w+|a partir|desde|contad[oa]s)\b"
)
_NOTICE: Final = (
    r"(?:(?:of )?(?:advanced? |prior )?(?:written )?(?:notice|notification|lead time|aviso)|(?:de )?aviso)\b"
)
IMPLIED_BEFORE: Final = lowered(
    rf"(?:(?:allow|give|provide|need|require|grant)\w*|with|at least|no less than|not less than|a minimum of|with|minimum|con|m[ií]nimo(?: de)?|en o antes de)\s(?:us |the clerk |staff )?(?:at least |a minimum of |no less than |not less than |no fewer than |al menos |no menos de )?{_COUNTED}(?:['\u2019]s?)?"
    rf"(?:[ -]{_NOTICE}|(?=\s?(?:[.;)]|\Z))|(?= de (?:la|el) (?:vista|reuni|audiencia|sesi)))|{_COUNTED.replace('(?P<', '(?P<n_')}(?:['\u2019]s?)?[ -]{_NOTICE}|\b(?:advanced?|prior) (?:notice|notification) of (?:at least |a minimum of )?{_COUNTED.replace('(?P<', '(?P<o_')}"
)
"""`with 72 hours' notice`, `allow at least five business days`: before the hearing."""
_BEFORE: Final = r"(?:before|prior to|preceding|prior|ahead of|in advance of|leading up to)"
_RELATIVE_DAY: Final = (
    rf"(?:(?:the |el )?(?P<before>(?:(?P<bizday>(?:last |final )?(?:business |working |work |(?:week|work)(?=day))))?(?:day|night|evening|afternoon|morning|eve) (?:immediately )?(?:{_BEFORE}|of the day before)|(?:previous|preceding|prior) (?P<bizday2>business |working |work |week)?(?:day|evening|afternoon|night)|eve of|d[ií]a (?P<bizday3>laborable |h[aá]bil )?(?:inmediatamente )?(?:anterior|antes|previo|que (?:antecede|precede))|v[ií]spera|(?:tarde|noche) (?:anterior|antes))(?: (?:a |al |to |of |de |del )?{_HEARING})?"
    rf"|(?:on )?(?:the |that |el |la )?(?P<same>(?:same )?(?:day|morning|date|afternoon|evening) of|same (?:day|date|morning|afternoon|evening) as|day (?:that |when |on which )?the (?:committee|board|council|commission|subcommittee) (?:meets|convenes|sits)|(?:day|date) (?:that |when |on which )?(?:the|your|a) (?:bill|measure|item|matter|application|case) (?:is|will be) (?:to be |scheduled (?:to be|for) |set for )?(?:heard|hearing|considered|called)|d[ií]a (?:en )?que se (?:celebr|re[uú]n)\w+|(?:hearing|meeting|council|board|committee|commission) (?:d(?:ay|ate)|night|evening|morning)\b|(?:mism[oa] )?(?:d[ií]a|fecha|ma[ñn]ana) de\b)(?! (?:the |el |la )?(?:{_MONTH}|{_DAYNAME}|\d|v[ií]spera))(?: {_HEARING})?"
    rf"|(?:on |of )?(?P<again>(?:the |that )same (?:day|date|morning|afternoon|evening)|that (?:day|date|morning|afternoon|evening)|(?<=by )(?:the |that )same (?P<sametime>time|deadline|hour)(?:,? (?:on )?(?:the )?(?:following|next) (?P<samebiz>business |working )?(?P<samenext>day))?|(?:del |el |ese |dicho )mismo d[ií]a|(?:ese|dicho) d[ií]a)\b(?! of| as| de|,? (?:may|will|cannot|shall|are|is|no)\b)"
    rf"|(?:\b(?:on|el|the) )?(?P<wpast>(?:preceding|previous|prior) )?(?P<wnext>following )?\b(?P<wday>{_DAYNAME})\b\.?(?!['\u2019]s\s(?!hearing|meeting|session))(?!,?\s(?:the )?(?:{_MONTH})\b\.?,?\s\d)(?!\s?(?:[-\u2013]|through|thru|to)\s?(?:{_DAYNAME})\b)(?: (?:morning|afternoon|evening|night)\b(?!,? (?:at|by|@) ?\d))?(?:(?P<wweeknext>(?: of)? the week (?:after|following)(?= {_HEARING}))|(?P<wweek>(?: of)? the (?:week (?:before|prior to|preceding)|(?:previous|prior|preceding) week))|(?P<wbefore>,? (?:immediately )?(?:before(?! last)|prior(?: to)?|preceding|anterior(?: al?)?|antes del?|previo(?: al?)?)\b)|(?P<wafter> (?:after|following|(?:despu[eé]s|luego) del?|siguiente(?: al?)?)\b))?(?P<wday_to> {_HEARING})?"
    rf"|(?:on )?(?:the )?(?P<nextday>(?P<nextbiz>business |working )?day (?:after|following)|(?:next|following) (?P<nextbiz2>business |working )?day|d[ií]a (?P<nextbiz3>laborable |h[aá]bil )?(?:siguiente|despu[eé]s)(?: al?| del?)?)\b(?P<next_to>,? (?:after )?{_HEARING})?"
    r"|(?P<today>today|tomorrow)\b)"
)
CLOCKS: Final = lowered(rf"\b{_CLOCK}")
DAYS: Final = lowered(rf"\b(?:(?:on|el) (?:the |d[ií]a )?)?\b(?P<day_itself>{_DATE}|{_RELATIVE_DAY})")
START: Final = lowered(
    rf"\b(?:before|prior to|later than|up to|until|till|by|when|once) (?:the |this |our )?{_BODY}\b|"
    rf"\b(?:before|prior to|later than|up to|until|till|by|at|when|once|antes del?|hasta)\s{{1,2}}(?:the (?:moment|time|minute|point)(?: when| that)? )?(?:the |el |la )?(?:(?:scheduled )?(?:start|beginning|opening(?! (?!of|gavel|time|remarks|bell)\w))\b|{_HEARING} (?:start|begin|commence|convene)|{_HEARING} (?:is|has been) (?:called to order|convened|opened|gaveled)|we (?:gavel in|meet\b|begin\b|start\b|convene)|(?:fall|drop|bang) of the gavel|gavel(?=\s?(?:[.,;)]|\Z| (?:falls|drops|comes)\b))|(?:time (?:that )?)?(?:the )?(?:chair\w*|presiding officer|mayor|president|gavel) (?:(?:calls|gavels|opens|convenes|starts|begins) {_HEARING}|bangs the gavel)|commencement|call to order|roll call|comienzo|inicio|(?:(?:el )?momento en )?que (?:[eé]sta |la misma )?(?:comience|inicie|empiece)|it (?=begins|starts|convenes)(?:begin|start|convene)|(?:comenzar|iniciar|empezar|iniciarse) (?:la|el))[a-z]{{0,3}}\b"
    rf"|\b(?:before|prior to|later than|up to|until|till|by) the (?:date and )?(?:time|hour) (?:set|fixed|appointed|scheduled|noticed|advertised|specified|stated|designated) (?:above )?for {_HEARING}(?! on (?:\w+day|(?:{_MONTH})\b))"
    rf"|\b(?:prior to|later than|up to and including|until|till|by) the (?:very )?(?:time|hour) of {_HEARING}(?=\s?(?:[.,;)]|\Z))|\b(?:before|prior to|later than|until|by) the (?:time|moment|hour) (?:that |when |at which )?{_HEARING}(?:(?<=begins|starts|nvenes|mences| opens|er way|derway)|(?= (?:on|at|is|has)\b|\s?(?:[.,;)]|\Z)))|\b(?:when|once|until) {_HEARING}(?<=begins|starts|nvenes|mences| opens|er way|derway)|\b(?:until|till) {_HEARING}(?=\s?(?:[.,;)]|\Z))|\b(?:before|prior to|ahead of|in advance of|up to|up until|antes de(?: la)?) {_HEARING}\b(?! (?:room|agenda|chair|materials|notice|packet))"
)
_FILLER: Final = r"[\s,()\u2013\u2014-]{0,3}"
FROM_CLOCK_TO_DAY: Final = lowered(
    rf"{_FILLER}(?:(?:on|of|el|del|de|la|las|los|the|that|for|sharp|promptly|at the latest|at least|no later than|not later than|or before|or earlier|local time|this|next|en punto|a m[aá]s tardar|no m[aá]s tarde|hora local|(?:in|on) the (?:morning|afternoon|evening)(?: of)?|standard time|prevailing time|your time|(?:last|final|closing) day(?: (?:of|for) (?:the )?(?:\w+ )?(?:comment|review|filing) ?(?:period|window)?)?){_FILLER}){{0,4}}"
)
FROM_DAY_TO_CLOCK: Final = lowered(
    rf"{_FILLER}(?:(?:at|by|before|no later than|not later than|until|till|up until|through|@|from|between|the|a|las?|al|del?|no m[aá]s tarde de|a m[aá]s tardar|antes del?|en o antes de|hasta|or before|promptly at|no later|deadline|is|at exactly|morning|afternoon|evening|night|to|y|\d{{1,2}}(?::[0-5]\d)?\s?(?:to|and|until|till|through|hasta|a|y|[-\u2013])){_FILLER}){{0,4}}"
)
LOOSE_GAP: Final = lowered(
    r"(?!.{0,80}\b(?:hearings?|meetings?|quarter|half|past|last|or|but|which|when|where|who|hours|office|doors?|begin\w*|start\w*|open\w*|vista|audiencia|reuni[oó]n|o)\b)[^;.]{1,80}"
)
"""Other words between a day and its hour, where nothing else in the clause could own the hour."""
RANGE_LEAD: Final = lowered(r"\b(?:between|from|open|desde(?: las?)?|entre(?: las?| el)?|del?)\s(?:the )?\Z")
RANGE_JOINT: Final = lowered(
    r"[\s,]{0,3}(?:and|to|through|thru|until|till|hasta|al?|y|[-\u2013\u2014])[\s,]{0,3}(?:the |las? |el )?"
)
RANGE_OF_TWO: Final = lowered(
    r"[\s,]{0,3}(?:to|through|thru|until|till|hasta|al?|[-\u2013\u2014])[\s,]{0,3}(?:the |las? |el )?"
)
OTHER_HOUR: Final = lowered(r"\.?,?\s(?:or|not|instead of|rather than|o|no)\s(?:at |by |until |a las )?")
"""Words between two hours of which the second may be the wrong one: `at 8 a.m., not 9 a.m., on December 16`."""
LIMIT_AT: Final = lowered(r"\b(?:by|past|after|than|until|till|hasta|antes de)\s(?:las? )?\Z")
"""Words before an hour that make it a limit, and no name of the hearing: `not past 1 p.m.`."""
CLOSES_AT: Final = lowered(
    r"(?:\b(?:ends?|closes?|closed|ending|closing|removed|collected|taken (?:down|up|away)|picked up|cut off|comes? down|stops?|cierran?|cerrar[a\u00e1]n?|terminan?)\W{1,3}(?:promptly )?(?:at |by |a |al |en )?(?:las? )?\Z)"
)
"""Words before `when the hearing starts` that make it the end of a window, whatever moment opened it."""
OPENS_AT: Final = lowered(
    r"\b(?:opens?|begins?|starts?|starting|beginning|opening|available|from|between|abren?|abrir[a\u00e1]n?|comenzar[a\u00e1]n?|comienzan?|desde|entre)\b(?: (?:at|on|promptly at|las?|a las?))?\s\Z"
)
"""Words before an hour at which something opens."""
AT_THE_DOOR: Final = lowered(
    r"\b(?:show up|clipboard|be there)\b|\bcheck(?:ed)?[- ]in\b|\bsign(?:ed|s)?[- ]in\b|(?:comment|speaker|testimony|yellow|blue|green|white|pink|orange|red|request) (?:cards?|slips?|forms?)|\b(?:sheets?|cards?|rosters?|waiting room)\b|\b(?:lobby|kiosk|foyer|door|entrance|logged (?:on|in)|(?:dial|log) (?:in|on)|call in to the (?:meeting|hearing)|(?:fill(?:ed)? (?:out|in)|hand(?:ed)? in|turn(?:ed)? in) (?:an? |the |your )?(?:\w+ )?(?:card|slip)|sign the (?:\w+ )?(?:register|sheet|book|list)|dialed in|in the (?:\w+ )?queue|table (?:in|at|outside|near|by)|outside (?:of )?(?:the )?(?:\w+ )?(?:chambers?|room)|in[- ]person|on[- ]?site|tarjetas?|hallway|corridor|vest[ií]bulo|puerta|entrada|en persona|presencial(?:es|mente)?)\b|\bhojas? de (?:turnos|asistencia|oradores|deponentes|registro)\b"
)
"""What is done where the hearing is, and so on its day."""
SIGN_UP: Final = lowered(
    r"\b(?:sign(?:ed|ing)?[- ]?ups?|(?:cut-?off|deadline) (?:for|to) (?:testif|speak)\w*|(?:pre-?)?register(?:ing|ed(?! \w+s\b))?|(?<!vehicle )(?<!lobbyist )(?:pre-?)?registration(?! of\b| fees?\b)(?! for (?!.{0,30}(?:testi|spe|comment|hearing|meeting)))|registrar(?:se|án)?|inscr(?:[ií]b\w+|ipci[oó]n(?:es)?)|anotarse|requests? to (?:speak|testify|participate)|(?:participation|speaking|speaker) requests?|added to the (?:\w+ )?list|taking names|turnos?|records? of appearance|to (?:speak|testify)|(?:comment|testify) (?:remotely|virtually)|slips?)\b"
)
"""What people do shortly before they speak."""
_HEARD_THEN: Final = r"(?:public |committee |board |council |regular )?(?:hearing|meeting|session|(?:vista|audiencia)(?: p[uú]blica)?|reuni[oó]n)"
HOUR_ALONE: Final = lowered(
    r"\b(?:by|before|until|till|than|after|antes de las?|hasta las?|de las?|a las?)\s(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(?![\d:/]|\s?[ap]\.?\s?m\b|\s(?:de|en|por) la\b|\s(?:noon|hours|hrs))"
)
"""`show up by 5:45 and sign`: of the two hours, the one shortly before the hearing begins."""
HEARD: Final = lowered(rf"\b{_HEARD_THEN}\b")
BEFORE_THE_DATED: Final = lowered(
    r"\b(?:before|prior to|preceding|leading up to|ahead of|in advance of|until|by|antes de(?: la)?(?: vista del?)?)\s(?:the |our |this )?\Z"
)
DATED_HEARING: Final = lowered(rf"(?:['\u2019]s)?\s(?:\d{{1,2}}(?::\d\d)? ?[ap]\.?m\.? )?{_HEARD_THEN}\b")
OF_THE_HEARING: Final = lowered(
    rf"{_HEARD_THEN}(?: (?:scheduled|set|held|to be held|will be held|convened|of|is|se celebrar[aá]|que se celebrar[aá]|a celebrarse))*,? (?:on |for |del? |el )?(?:the )?\Z"
)
"""`for the hearing on March 16`: says when the hearing is, and when nothing is due."""
AT_THE_DATED: Final = lowered(
    r"\b(?:at|for|of|during|in|en|de)\s(?:the |our |this |la )?(?:vista del |reuni[oó]n del )?\Z"
)
"""`before the Tuesday, March 16 hearing`: the hearing itself is meant, not its day."""
OFFICE_HOURS: Final = lowered(rf"\b(?:{_DAYNAME})\s?(?:[-\u2013]|through|thru|to)\s?\Z")
CLOSING_JOINT: Final = lowered(
    r"[\s,]{0,3}(?:(?:and|but|y|pero)\s)?(?:(?:it|they|registration|sign[- ]?up|se)\s)?(?:(?:will|then)\s){0,2}(?:ends?|ending|closes?|closing|stops?|shuts?(?: down| off)?|cierran?|cerrar[aá]n?|terminan?|terminar[aá]n?)\s(?:promptly )?(?:(?:at|by|a)\s(?:las? )?)?"
)
"""`opens at noon on Monday and closes at 5 p.m.`: the second hour is of the same day."""
OF_ANOTHER: Final = lowered(
    r"\s(?:the )?(?:(?:close|end|closing|expiration) of (?:the )?(?:\w+ )?(?:comment|review)|(?:public )?(?:comment|review) (?:period|window) (?:closes?|ends?|expires?|is over)|expiration|adoption|publication|effective|election|due date|deadline|vote|conference)\b"
)
"""`15 days before the close of the comment period`: what a count may lead up to but the hearing."""
DAY_OF_ANOTHER: Final = lowered(
    r"\s(?:the )?(?:(?:day|date) (?:the|that|when|on which)\b|(?:close|end|closing|expiration) of (?:the )?(?:\w+ )?(?:comment|review)|expiration|adoption|publication|approval|election|deadline|vote\b|holiday|conference)"
)
"""`on the day following the day the board approves the rule`: told by another day than the hearing's."""
OF_EACH_MONTH: Final = lowered(r"\s(?:and (?:\w+ )?\w+day )?of (?:each|every|the) month\b")
"""`the second and fourth Tuesday of each month`."""
NTH_BEFORE: Final = lowered(rf"\b(?:{_NTH})\s\Z")
DAY_UNIT: Final = lowered(r"day|week|d[ií]a|semana")
COUNTED_BEFORE: Final = lowered(
    r"\b(?:\d{1,3}|(?:half|one|two|three|four|five|six|seven|ten|twenty-four|forty-eight|seventy-two))\b[^.;]{0,40}"
    r"\b(?:hours?|minutes?|days?|weeks?|months?|half|horas?|d[ií]as?|semanas?)\b[^.;]{0,60}\Z"
    r"|\b(?:hours?|minutes?|days?|weeks?|months?|half|weekends?|holidays?|nights?|horas?|minutos?|d[ií]as?|semanas?|laborables?|h[aá]biles|calendario)[\s,)]{1,3}\Z"
)
"""Words before `before the hearing` that count something we could not reckon: the hearing's start would be too late."""
HOUR_BESIDE: Final = (
    lowered(
        rf"\b(?:by|at|before|until|@)\s?(?P<bare>\d{{1,2}}|(?:{'|'.join(HOURS)})(?=\s))(?::(?P<bminute>[0-5]\d))?\s{{1,2}}(?:on\s)?(?:the\s)?\Z"
    ),
    lowered(
        rf",?\s{{1,2}}(?:(?:at|by|before|until|@)\s?|(?=\d{{1,2}}:\d\d))(?P<bare>\d{{1,2}}|(?:{'|'.join(HOURS)})(?=\s?(?:[.,;()]|\Z|to\b|and\b)))(?::(?P<bminute>[0-5]\d))?(?![\d/:]|\s?[ap]\.?\s?m\b|\s(?:copies|hours|days|minutes))"
    ),
)
AFTER: Final = (
    "after",
    "thereafter",
    "past",
    "following",
    "post",
    "desp",
    "luego",
    "sigui",
    "subsig",
    "contad",
    "of",
    "from",
    "a partir",
    "desde",
    "poster",
    "counted",
)
"""How the words begin that count from the hearing on."""
BEFORE_THE_DATE: Final = lowered(
    r"(?:before|prior to|ahead of|in advance of|antes)\b.*\b(?:dates?|days?|fecha|d[ií]a)(?: (?:of|de|del)\b.*)?"
)
"""`prior to the hearing date`: as a whole, the start named by its day; that day itself is too late."""
ON_THE_DATE: Final = lowered(
    r"\b(?:by|until|till|through|up to|later than|on or before|hasta|pasad[oa]|a m[aá]s tardar|en o antes del?)\s(?:and including )?(?:(?:the )?end of |el final del? )?(?:the |la |el )?\Z"
)
"""`until the date of the hearing`: that day, though no hour stands beside it."""
THE_DATE: Final = lowered(
    r"(?:the |el |la )?(?:(?:date|day|fecha|d[ií]a) (?:of|de|del)|(?:hearing|meeting) da(?:te|y))\b"
)
EXCLUSIVE: Final = lowered(
    r"(?<!\bor )(?<!\bo )(?<!\bnot )(?<!\bno )\b(?:before|prior to|antes del?|on or after|en o despu[eé]s del?)\s(?:the |el )?\Z"
)
"""`before March 10`: that day itself is too late."""
ENDS_HERE: Final = lowered(
    r"\s{0,2}(?:[.,;:)!\"]|\Z|\b(?:at|by|via|through|using|in order|so|or|and|to (?:be|ensure|allow|provide|arrange|make|receive|guarantee|testify|speak|register|request|participate|comment|sign)|with|if|for|a trav[eé]s|al tel|mediante|para|llamando|escribiendo|por)\b)"
)
