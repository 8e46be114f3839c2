/**
 * A seeded stream of chance: the same seed gives the same numbers on every machine. Nothing here is for secrets.
 * A stream of its own for each thing that is drawn keeps the others as they were when one of them changes.
 */
export class Random {
  private state: number;

  constructor(...seed: number[]) {
    let state = 0x2545f491;
    for (const part of seed) state = scramble((state ^ part) + 0x9e3779b9);
    this.state = state;
  }

  /** From 0 up to, never reaching, 1. A Weyl sequence put through a mixer: 2^32 numbers before it repeats. */
  next(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    return (scramble(this.state) >>> 0) / 0x1_0000_0000;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.next() * items.length)]!;
  }

  /** An index, each as likely as its weight says. */
  weighted(weights: readonly number[]): number {
    let rest = this.next() * weights.reduce((sum, weight) => sum + weight, 0);
    for (let index = 0; index < weights.length; index++) {
      rest -= weights[index]!;
      if (rest < 0) return index;
    }
    return weights.length - 1;
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** How often something happens that happens `mean` times on average. For small means (Knuth's product of draws). */
  poisson(mean: number): number {
    const bound = Math.exp(-mean);
    let count = 0;
    for (let product = this.next(); product > bound; product *= this.next()) count += 1;
    return count;
  }

  /** Gamma by Marsaglia and Tsang (2000): how rates differ between people. A shape below 1 has many small values. */
  gamma(shape: number, mean: number): number {
    if (shape < 1) return (this.gamma(shape + 1, shape + 1) * this.next() ** (1 / shape) * mean) / shape;
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - this.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return (d * v * mean) / shape;
    }
  }
}

/** Each bit of the result hangs on every bit of the input. */
function scramble(bits: number): number {
  let mixed = bits | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}
