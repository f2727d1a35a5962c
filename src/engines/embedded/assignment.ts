/** Somebody who owns lanes. */
export interface LaneMember {
  /** Asked before lanes move; they move once it resolves. */
  revoke(lanes: readonly number[]): Promise<void>;
  /** The lanes are no longer this member's. */
  lost(lanes: readonly number[]): void;
  gained(lanes: readonly number[]): void;
}

/** Gives every lane one owner, spreads lanes evenly, and moves as few as it can. */
export class Assignment<M extends LaneMember> {
  private readonly owners: (M | undefined)[];
  private readonly lanes = new Map<M, Set<number>>();
  /** Lanes on their way from their owner to somebody else. */
  private readonly moving = new Map<number, M>();

  constructor(lanes: number) {
    this.owners = Array.from({ length: lanes }, () => undefined);
  }

  get members(): M[] {
    return [...this.lanes.keys()];
  }

  lanesOf(member: M): ReadonlySet<number> {
    return this.lanes.get(member) ?? new Set();
  }

  ownerOf(lane: number): M | undefined {
    return this.owners[lane];
  }

  join(member: M): void {
    this.lanes.set(member, new Set());
    this.balance();
  }

  leave(member: M): void {
    const lanes = this.lanes.get(member);
    if (lanes === undefined) return;
    this.lanes.delete(member);
    for (const lane of lanes) this.owners[lane] = undefined;
    member.lost([...lanes]);
    this.balance();
  }

  private balance(): void {
    this.assignFree();
    const leaving = new Map<M, number[]>();
    for (let rich = this.extreme(1), poor = this.extreme(-1); rich !== undefined && poor !== undefined && this.planned(rich) - this.planned(poor) > 1; ) {
      const lane = [...this.lanesOf(rich)].findLast((each) => !this.moving.has(each));
      if (lane === undefined) break;
      this.moving.set(lane, poor);
      leaving.set(rich, [...(leaving.get(rich) ?? []), lane]);
      rich = this.extreme(1);
      poor = this.extreme(-1);
    }
    for (const [member, lanes] of leaving) void this.move(member, lanes);
  }

  private async move(member: M, lanes: readonly number[]): Promise<void> {
    // A member that fails to let go in order loses its lanes all the same; what is unsettled is delivered again.
    await member.revoke(lanes).catch(() => undefined);
    for (const lane of lanes) this.moving.delete(lane);
    const held = lanes.filter((lane) => this.owners[lane] === member);
    for (const lane of held) {
      this.owners[lane] = undefined;
      this.lanes.get(member)?.delete(lane);
    }
    if (held.length > 0) member.lost(held);
    this.balance();
  }

  private assignFree(): void {
    const gains = new Map<M, number[]>();
    this.owners.forEach((owner, lane) => {
      const poor = owner === undefined ? this.extreme(-1) : undefined;
      if (poor === undefined) return;
      this.owners[lane] = poor;
      this.lanes.get(poor)?.add(lane);
      gains.set(poor, [...(gains.get(poor) ?? []), lane]);
    });
    for (const [member, lanes] of gains) member.gained(lanes);
  }

  /** The member with the most lanes (1) or the fewest (-1), counting those on their way. */
  private extreme(direction: 1 | -1): M | undefined {
    let found: M | undefined;
    for (const member of this.lanes.keys()) {
      if (found === undefined || (this.planned(member) - this.planned(found)) * direction > 0) found = member;
    }
    return found;
  }

  private planned(member: M): number {
    let count = this.lanesOf(member).size;
    for (const [lane, target] of this.moving) {
      if (target === member) count += 1;
      if (this.owners[lane] === member) count -= 1;
    }
    return count;
  }
}
