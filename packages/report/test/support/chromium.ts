/** Pages in Debian's Chromium, and what is wrong with how they look there. */
import { existsSync } from "node:fs"
import { type Browser, chromium, type Page } from "playwright-core"

const executablePath = "/usr/bin/chromium"

export const missing = existsSync(executablePath)
  ? undefined
  : `${executablePath} isn't there: install Debian's chromium and fonts-noto-cjk`

if (missing !== undefined) console.log(`skipped: no page is looked at in a browser, because ${missing}`)

export const launch = (): Promise<Browser> => chromium.launch({ executablePath, args: ["--no-sandbox"] })

export interface Shown {
  readonly page: Page
  /** What the browser complained of, a breach of the page's own policy among it. */
  readonly complaints: ReadonlyArray<string>
}

export const show = async (browser: Browser, html: string, width: number): Promise<Shown> => {
  const page = await browser.newPage({ viewport: { width, height: 800 } })
  const complaints: Array<string> = []
  page.on("console", (message) => complaints.push(message.text()))
  page.on("pageerror", (error) => complaints.push(error.message))
  page.on("request", (request) => {
    if (!request.url().startsWith("data:")) complaints.push(`asks for ${request.url()}`)
  })
  await page.setContent(html)
  return { page, complaints }
}

/** What a reader would stumble over, each in a few words; nothing where all is well. */
export const faults = (page: Page): Promise<ReadonlyArray<string>> =>
  page.evaluate(() => {
    const found: Array<string> = []
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth) found.push(`scrolls sideways: ${root.scrollWidth}`)

    let level = 0
    for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
      const next = Number(heading.tagName.slice(1))
      if (next > level + 1) found.push(`${heading.tagName} after h${level}: ${heading.textContent}`)
      level = next
    }
    if (document.querySelectorAll("h1").length !== 1) found.push("not one h1")

    for (const table of document.querySelectorAll("table")) {
      const caption = table.caption?.textContent ?? ""
      if (caption === "") found.push("a table without a caption")
      const { height = 0, width = 0 } = table.caption?.getBoundingClientRect() ?? {}
      // What is unseen is a pixel wide.
      if (width > 1 && height > 2 * width) found.push(`a caption that stands on end: ${caption}`)
      const within = table.closest("article, section, body") ?? root
      if (
        table.checkVisibility() &&
        table.getBoundingClientRect().right > within.getBoundingClientRect().right + 0.5
      )
        found.push(`a table wider than its place: ${table.caption?.textContent}`)
      for (const head of table.querySelectorAll("th"))
        if (head.scope === "") found.push(`a heading of no column or row: ${head.textContent}`)
    }

    for (const picture of document.querySelectorAll("figure svg")) {
      const name = picture.getAttribute("aria-label") ?? ""
      if (picture.getAttribute("role") !== "img" || name === "") found.push("a picture that isn't told")
      const box = picture.getBoundingClientRect()
      if (box.width < 100 || box.height < 40) found.push(`hardly there: ${name}`)
      if (box.left < 0 || box.right > root.clientWidth) found.push(`out of the page: ${name}`)
      if (picture.querySelectorAll("path").length < 3) found.push(`nothing drawn: ${name}`)
      const texts = [...picture.querySelectorAll("text")].map((text) => ({
        text: text.textContent,
        at: text.getBoundingClientRect(),
      }))
      texts.forEach(({ at, text }, i) => {
        const isInside =
          at.left >= box.left - 0.5 &&
          at.right <= box.right + 0.5 &&
          at.top >= box.top - 0.5 &&
          at.bottom <= box.bottom + 0.5
        if (!isInside) found.push(`"${text}" leaves its picture: ${name}`)
        if (at.height < 8) found.push(`"${text}" is too small to read: ${name}`)
        for (const other of texts.slice(i + 1)) {
          const across = Math.min(at.right, other.at.right) - Math.max(at.left, other.at.left)
          const down = Math.min(at.bottom, other.at.bottom) - Math.max(at.top, other.at.top)
          // Boxes of letters are higher than the letters.
          if (across > 1 && down > 3) found.push(`"${text}" lies over "${other.text}": ${name}`)
        }
      })
    }

    const drawn = (sign: string) => {
      const canvas = document.createElement("canvas")
      const pen = canvas.getContext("2d")
      if (pen === null) return ""
      pen.font = `40px ${getComputedStyle(document.body).fontFamily}`
      pen.fillText(sign, 10, 60)
      return canvas.toDataURL()
    }
    if (drawn("访") === drawn("\u{10fff0}")) found.push("no font for Chinese")
    return found
  })

/** How many pixels of a picture have about each of these colours, such as `#1f5fa8`. */
export const pixels = async (
  browser: Browser,
  png: Buffer,
  colours: ReadonlyArray<string>,
): Promise<ReadonlyArray<number>> => {
  const page = await browser.newPage()
  const counts = await page.evaluate(
    async ([source, wanted]) => {
      const image = new Image()
      image.src = source
      await image.decode()
      const canvas = document.createElement("canvas")
      canvas.width = image.width
      canvas.height = image.height
      const pen = canvas.getContext("2d")
      pen?.drawImage(image, 0, 0)
      const { data } = pen?.getImageData(0, 0, image.width, image.height) ?? { data: [] }
      return wanted.map((colour) => {
        const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
          Number.parseInt(colour.slice(at, at + 2), 16),
        )
        let count = 0
        for (let i = 0; i < data.length; i += 4) {
          const away =
            Math.abs((data[i] ?? 0) - red) +
            Math.abs((data[i + 1] ?? 0) - green) +
            Math.abs((data[i + 2] ?? 0) - blue)
          if (away < 60) count += 1
        }
        return count
      })
    },
    [`data:image/png;base64,${png.toString("base64")}`, colours] as const,
  )
  await page.close()
  return counts
}
