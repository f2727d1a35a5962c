/** Somebody who can own lanes. */
export interface LaneMember {
  /** Lanes are about to move away; they do once it resolves. */
  revoke(lanes: readonly number[]): Promise<void>;
  /** They moved away. */
  lose(lanes: readonly number[]): void;
  /** They came. */
  gain(lanes: readonly number[]): void;
}

/** Gives each lane one owner at a time and spreads the lanes evenly as members come and go, moving as few as it can. */
export class LaneOwners<M extends LaneMember> {
  private readonly owners: Array<M | undefined>;
  private readonly moving = new Set<number>();
  private members: M[] = [];

  constructor(lanes: number) {
    this.owners = Array.from({ length: lanes }, () => undefined);
  }

  join(member: M): void {
    this.members.push(member);
    this.rebalance();
  }

  leave(member: M): void {
    this.members = this.members.filter((each) => each !== member);
    this.free(member, this.owners.map((_, lane) => lane));
    this.rebalance();
  }

  /** Everybody is gone at once, as when their process ends. */
  clear(): void {
    this.members = [];
    this.owners.fill(undefined);
    this.moving.clear();
  }

  holds(member: M, lane: number): boolean {
    return this.owners[lane] === member;
  }

  owner(lane: number): M | undefined {
    return this.owners[lane];
  }

  /** Lanes that this member may take from: its own, without those about to leave it. */
  of(member: M): number[] {
    const lanes: number[] = [];
    for (let lane = 0; lane < this.owners.length; lane += 1) if (this.owners[lane] === member && !this.moving.has(lane)) lanes.push(lane);
    return lanes;
  }

  private rebalance(): void {
    const held = this.members.map((member) => ({ member, lanes: this.of(member) })).sort((a, b) => b.lanes.length - a.lanes.length);
    const share = Math.floor(this.owners.length / Math.max(held.length, 1));
    const larger = this.owners.length % Math.max(held.length, 1);
    for (const [index, { member, lanes }] of held.entries()) {
      const surplus = lanes.slice(share + (index < larger ? 1 : 0));
      if (surplus.length > 0) void this.move(member, surplus);
    }
    this.assign();
  }

  private async move(member: M, lanes: readonly number[]): Promise<void> {
    for (const lane of lanes) this.moving.add(lane);
    // What is left unsettled is delivered again, whether the member was glad to let go or failed to.
    await member.revoke(lanes).catch(() => undefined);
    const freed = this.free(member, lanes);
    if (freed.length > 0) member.lose(freed);
    this.rebalance();
  }

  private free(member: M, lanes: readonly number[]): number[] {
    const freed = lanes.filter((lane) => this.owners[lane] === member);
    for (const lane of freed) {
      this.owners[lane] = undefined;
      this.moving.delete(lane);
    }
    return freed;
  }

  private assign(): void {
    const gains = new Map<M, number[]>(this.members.map((member) => [member, []]));
    for (let lane = 0; lane < this.owners.length; lane += 1) {
      const poorest = this.owners[lane] === undefined ? this.poorest() : undefined;
      if (poorest === undefined) continue;
      this.owners[lane] = poorest;
      gains.get(poorest)?.push(lane);
    }
    for (const [member, lanes] of gains) if (lanes.length > 0) member.gain(lanes);
  }

  private poorest(): M | undefined {
    const counted = this.members.map((member) => ({ member, count: this.of(member).length }));
    return counted.sort((a, b) => a.count - b.count)[0]?.member;
  }
}
