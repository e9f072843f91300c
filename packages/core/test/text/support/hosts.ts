import { expect } from "vitest"

/** Zones that a machine may run in: none of its own, one without changes today, one whose clocks skip and repeat. */
export const hosts = ["UTC", "Asia/Shanghai", "America/New_York", "Pacific/Apia"] as const

/** Runs with the machine's own zone set, and sets it back. */
export const inHost = <A>(host: string, run: () => A): A => {
  const before = process.env["TZ"]
  try {
    process.env["TZ"] = host
    // A runner whose tests can't change the zone would make every claim about hosts empty.
    expect(new Intl.DateTimeFormat().resolvedOptions().timeZone, "the machine's zone").toBe(host)
    return run()
  } finally {
    if (before === undefined) delete process.env["TZ"]
    else process.env["TZ"] = before
  }
}
