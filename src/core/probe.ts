import type {Evidence} from './evidence.ts';
import type {Reply, Request} from './request.ts';

/** Declares what to read and how to read it; both parts are pure. */
export interface Probe<Value, Needs extends ProbeMap = {}, Wants extends ProbeMap = {}> {
	/** `<tool>.<noun>`: ip.link, bird.protocols. Also the file name. */
	readonly id: string;
	readonly summary: string;
	/** When it fails, the verdict is undecided. */
	readonly essential?: true;
	/** Other probes, by object; without their values this probe has no evidence (`dependency`). */
	readonly needs?: Needs;
	/** Other probes that arrive as value or reason: a fallback asks nothing when the first source answered. */
	readonly wants?: Wants;
	readonly requests: (needs: ValuesOf<Needs>, wants: EvidenceOf<Wants>) => readonly Request[];
	/** Replies in the order of the requests. Throws `Unavailable` when they give no value. */
	readonly parse: (replies: readonly Reply[], needs: ValuesOf<Needs>, wants: EvidenceOf<Wants>) => Value;
}

/** Method parameters are bivariant, which lets probes of different needs share one type. */
export interface AnyProbe {
	readonly id: string;
	readonly summary: string;
	readonly essential?: true;
	readonly needs?: ProbeMap;
	readonly wants?: ProbeMap;
	requests(needs: never, wants: never): readonly Request[];
	parse(replies: readonly Reply[], needs: never, wants: never): unknown;
}

export type ProbeMap = {readonly [name: string]: AnyProbe};
export type ValueOf<P extends AnyProbe> = ReturnType<P['parse']>;
export type ValuesOf<Map extends ProbeMap> = {readonly [Name in keyof Map]: ValueOf<Map[Name]>};
export type EvidenceOf<Map extends ProbeMap> = {readonly [Name in keyof Map]: Evidence<ValueOf<Map[Name]>>};

/** Returns its argument; exists so that the types of needs and value are inferred. */
export const defineProbe = <Value, const Needs extends ProbeMap = {}, const Wants extends ProbeMap = {}>(
	probe: Probe<Value, Needs, Wants>,
): Probe<Value, Needs, Wants> => probe;
