/** Keeps the work under each key from being more at a time than there is room for; the rest waits its turn. */
export class Turns {
  readonly #underWay = new Map<string, number>()
  readonly #waiting = new Map<string, (() => void)[]>()

  /** Does the work once there is room for it. `room` is asked again and again, and ends the waiting when it throws. */
  async take<Result>(key: string, room: () => number, work: () => Promise<Result>): Promise<Result> {
    try {
      while (this.#underWayOf(key) >= room()) await this.#turn(key)
    } catch (error) {
      this.#callNext(key)
      throw error
    }
    this.#underWay.set(key, this.#underWayOf(key) + 1)
    try {
      return await work()
    } finally {
      const left = this.#underWayOf(key) - 1
      if (left === 0) this.#underWay.delete(key)
      else this.#underWay.set(key, left)
      this.#callNext(key)
    }
  }

  #underWayOf(key: string): number {
    return this.#underWay.get(key) ?? 0
  }

  #turn(key: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const waiting = this.#waiting.get(key) ?? []
    this.#waiting.set(key, waiting)
    waiting.push(resolve)
    return promise
  }

  #callNext(key: string): void {
    const waiting = this.#waiting.get(key)
    waiting?.shift()?.()
    if (waiting?.length === 0) this.#waiting.delete(key)
  }
}
