// Print what ical.js reads from a calendar on standard input: one JSON line for each entry.
import ICAL from "ical.js";

let text = "";
for await (const part of process.stdin.setEncoding("utf8")) text += part;
for (const component of new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent")) {
  const event = new ICAL.Event(component);
  const start = component.getFirstPropertyValue("dtstart");
  const end = component.getFirstPropertyValue("dtend");
  const shown = (time) => (time === null ? null : time.isDate ? time.toString() : time.toJSDate().toISOString());
  console.log(JSON.stringify({
    uid: event.uid,
    title: event.summary,
    description: event.description,
    location: event.location,
    start: shown(start),
    end: shown(end),
    status: component.getFirstPropertyValue("status"),
    sequence: component.getFirstPropertyValue("sequence"),
    alarms: component.getAllSubcomponents("valarm").map((alarm) => alarm.getFirstPropertyValue("trigger").toSeconds()),
  }));
}
