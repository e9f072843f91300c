/**
 * What was made lately, by its text. It is held from the second time on that a text comes: what comes once would only
 * take room. Two generations are held: a full young one becomes the old one, and the old one is let go, except what is
 * asked for again meanwhile. So what is asked for often stays, and no access has to be counted.
 */
export class Generations<Made extends object> {
  readonly #size: number
  readonly #characters: number
  /** Null for what came once. */
  #young = new Map<string, Made | null>()
  #old = new Map<string, Made | null>()
  #written = 0

  /** A generation is full with so many texts, or with so many characters of text. */
  constructor(size: number, characters: number) {
    this.#size = size
    this.#characters = characters
  }

  /** How many are held, at most twice a generation's size. */
  get held(): number {
    const held = new Set<Made>()
    for (const generation of [this.#young, this.#old])
      for (const made of generation.values()) if (made !== null) held.add(made)
    return held.size
  }

  /** What was made of an equal text, if it is held; else what is made now. */
  get(text: string, make: () => Made): Made {
    const young = this.#young.get(text)
    if (young) return young
    if (text.length > this.#characters) return make()
    const known = young === undefined ? this.#old.get(text) : young
    const made = known ?? make()
    if (young === undefined) this.#makeRoom(text.length)
    this.#young.set(text, known === undefined ? null : made)
    return made
  }

  #makeRoom(characters: number): void {
    if (this.#young.size >= this.#size || this.#written + characters > this.#characters) {
      this.#old = this.#young
      this.#young = new Map()
      this.#written = 0
    }
    this.#written += characters
  }

  /** Lets everything go. */
  clear(): void {
    this.#young = new Map()
    this.#old = new Map()
    this.#written = 0
  }
}
