/** HTML that is made from a template: every text put into it is escaped. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const entities: { readonly [sign: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

/** Signs that no page may hold, and those that turn the direction of what stands behind them. */
const forbidden = /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/gu

/** The text with every sign replaced that no page may hold, and on one line. */
export const shown = (text: string): string =>
  text
    .toWellFormed()
    .replace(forbidden, "\uFFFD")
    .replace(/[\t\n]+/g, " ")

const escaped = (text: string): string => shown(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? "")

type Piece = Html | string | number | ReadonlyArray<Html>

const pieceOf = (piece: Piece): string =>
  piece instanceof Html
    ? piece.text
    : typeof piece === "object"
      ? piece.map((part) => part.text).join("")
      : escaped(String(piece))

/** Markup stands in the template; what is put in is text, unless it is HTML made the same way. */
export const html = (markup: TemplateStringsArray, ...pieces: ReadonlyArray<Piece>): Html =>
  new Html(markup.map((part, i) => part + (i < pieces.length ? pieceOf(pieces[i] as Piece) : "")).join(""))

/** What stands in the page as it is: our own style, and what a library drew of texts that it escaped. */
export const verbatim = (text: string): Html => new Html(text)

export const nothing = verbatim("")
