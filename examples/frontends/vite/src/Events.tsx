import { useRef, useState } from "react";
import { AbortError } from "./api/generated";
import { streamOrdersEvents } from "./api/generated/_utils/fetchers/orders";

/** Reads server-sent events one by one, until they end or somebody presses "Stop". */
export function Events() {
  const [events, setEvents] = useState<string[]>([]);
  const [state, setState] = useState("idle");
  const running = useRef<AbortController | null>(null);

  async function listen() {
    const { signal } = (running.current = new AbortController());
    setEvents([]);
    setState("listening");
    try {
      for await (const event of streamOrdersEvents({}, { signal }))
        setEvents((events) => [...events, event]);
      setState("ended");
    } catch (error) {
      setState(error instanceof AbortError ? "stopped" : String(error));
    }
  }

  return (
    <section>
      <h2>Orders</h2>
      <button onClick={() => void listen()}>Listen</button>
      <button onClick={() => running.current?.abort()}>Stop</button>
      <output>{state}</output>
      <ol>
        {events.map((event, index) => (
          <li key={index}>{event}</li>
        ))}
      </ol>
    </section>
  );
}
