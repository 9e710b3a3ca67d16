// Reads calendars, one JSON string a line; answers a line each: the properties of its events in order.
import { createInterface } from "node:readline";
import ICAL from "ical.js";

for await (const line of createInterface({ input: process.stdin })) {
  const calendar = new ICAL.Component(ICAL.parse(JSON.parse(line)));
  const events = calendar.getAllSubcomponents().map((event) => ({
    name: event.name,
    properties: event.getAllProperties().map((p) => [p.name, String(p.getFirstValue()), p.getParameter("cn") ?? null]),
  }));
  console.log(JSON.stringify({ properties: calendar.getAllProperties().map((p) => p.name), events }));
}
