import type {Report} from '../../src/core/report.ts';
import {isSick, nodeIds} from '../nodes.ts';
import {mergedOverrides, playScenario, type Scenario, scenarios} from '../scenarios.ts';
import {
	actingEdges,
	actsBetween,
	canMeet,
	causeOf,
	type Edge,
	entryOf,
	isProbe,
	messagesOf,
} from './edges.ts';

/** Names of scenarios, or of recorded nodes: one in which the edge acts, or two in which it acts when both are played at once. */
type Situation = readonly [string] | readonly [string, string];
/** Where two cannot be played at once, a finding of the one is folded with one of the other. */
interface Fold {
	readonly cause: string;
	readonly effect: string;
}
export type Proof = Situation | Fold;
/** By edge; null where nothing proves it. */
export type Proofs = Readonly<Record<Edge, Proof | null>>;

/** Situations that are tried for one edge, of each kind. */
const tries = 40;

/** The proofs that hold, and those found for edges that have none. */
export const proveEdges = async (edges: readonly Edge[], known: Proofs): Promise<Proofs> => {
	const played = new Map<string, {readonly proof: Situation; readonly acting: ReadonlySet<Edge>}>();
	const reports = new Map<string, Report | undefined>();
	const reportOf = async (proof: Situation): Promise<Report | undefined> => {
		const name = proof.join(' + ');
		if (!reports.has(name)) {
			reports.set(name, await play(proof));
		}
		return reports.get(name);
	};
	const actingIn = async (proof: Situation): Promise<ReadonlySet<Edge>> => {
		const name = proof.join(' + ');
		const report = await reportOf(proof);
		const acting = played.get(name)?.acting ?? (report === undefined ? new Set<Edge>() : actingEdges(report));
		played.set(name, {proof, acting});
		return acting;
	};
	const holds = async (edge: Edge, proof: Proof): Promise<boolean> => {
		if (!('cause' in proof)) {
			return (await actingIn(proof)).has(edge);
		}
		const [cause, effect] = [await reportOf([proof.cause]), await reportOf([proof.effect])];
		return (
			cause !== undefined &&
			effect !== undefined &&
			canMeet(causeOf(edge), entryOf(edge).replace(/#.*/, '')) &&
			actsBetween(edge, cause, effect)
		);
	};
	const search = async (edge: Edge): Promise<Proof | null> => {
		const seen = [...played.values()].find(({acting}) => acting.has(edge));
		if (seen !== undefined) {
			return seen.proof;
		}
		for (const proof of candidatesFor(edge)) {
			if (await holds(edge, proof)) {
				return proof;
			}
		}
		return null;
	};
	const proofs: Record<Edge, Proof | null> = {};
	for (const edge of edges) {
		const proof = known[edge];
		proofs[edge] = proof && (await holds(edge, proof)) ? proof : null;
	}
	for (const edge of edges) {
		proofs[edge] ??= await search(edge);
	}
	return proofs;
};

/** Some edges act on a recorded node as it is. */
const situationOf = (name: string): Pick<Scenario, 'node' | 'overrides'> | undefined =>
	scenarios.get(name) ?? (nodeIds.includes(name) ? {node: name} : undefined);

const play = async (names: Situation): Promise<Report | undefined> => {
	const [base, other] = names.map(situationOf);
	if (base === undefined || (names.length > 1 && other === undefined)) {
		return undefined;
	}
	return (await playScenario(base.node, mergedOverrides(base.overrides, other?.overrides))).report;
};

/** Single scenarios first, then pairs, then folds; of pairs those on one node that change fewer of the same replies. */
const candidatesFor = (edge: Edge): readonly Proof[] => {
	const causing = messagesOf(edge);
	const entry = entryOf(edge);
	const first = namesOf(scenario => says(scenario, message => causing.includes(message)));
	const second = namesOf(scenario =>
		isProbe(entry)
			? scenario.expect.unknown !== undefined
			: says(scenario, message => message === entry || message.startsWith(`${entry}#`)),
	);
	const pairs = first
		.flatMap(one => second.filter(other => other !== one).map((other): [string, string] => [one, other]))
		.sort((one, other) => distance(one) - distance(other));
	return [
		...[...first.slice(0, tries), ...nodeIds.filter(isSick)].map((name): Proof => [name]),
		...pairs.slice(0, tries / 2).flatMap(([one, other]): Proof[] => [
			[one, other],
			[other, one],
		]),
		...pairs.slice(0, tries).map(([cause, effect]): Proof => ({cause, effect})),
	];
};

const namesOf = (isWanted: (scenario: Scenario) => boolean): readonly string[] =>
	[...scenarios].flatMap(([name, scenario]) => (isWanted(scenario) ? [name] : []));

const says = ({expect: {causes = [], explained = []}}: Scenario, isWanted: (message: string) => boolean) =>
	[...causes, ...explained].some(({message}) => isWanted(message));

const distance = ([one, other]: readonly [string, string]): number => {
	const [first, second] = [scenarios.get(one), scenarios.get(other)];
	const shared = Object.keys(first?.overrides ?? {}).filter(key => key in (second?.overrides ?? {}));
	return (first?.node === second?.node ? 0 : 100) + shared.length;
};
