/** A provider on loopback, in a thread of its own: takes every message as Kannel does, after so many milliseconds. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { parentPort, workerData } from "node:worker_threads"

const latencyMillis: number = workerData

const server = createServer((request, response) => {
  request.resume()
  const answer = () => response.writeHead(202).end("0: Accepted for delivery")
  if (latencyMillis === 0) answer()
  else setTimeout(answer, latencyMillis)
})
server.listen(0, "127.0.0.1", () => parentPort?.postMessage((server.address() as AddressInfo).port))
