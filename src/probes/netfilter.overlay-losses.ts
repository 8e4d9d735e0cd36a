import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import type {NetfilterDrop} from '../derive/netfilter-hooks.ts';
import type {OverlayPortPassage} from '../derive/overlay-port.ts';
import {parseIptablesSave} from '../parsers/iptables-save.ts';
import {netfilterOverlayWalk} from './netfilter.overlay-walk.ts';

/** A rule that may drop datagrams of a tunnel, and how many packets it has dropped while this run sent its own. */
export interface OverlayLoss {
	readonly device: string;
	readonly direction: 'incoming' | 'outgoing';
	/** The first rule that leaves it open. */
	readonly undecided: string;
	readonly suspect: NetfilterDrop;
	readonly packets: number;
}

interface Suspected extends Omit<OverlayLoss, 'packets'> {
	readonly before: number;
	/** As iptables-save prints it behind the counters. */
	readonly line: string;
	readonly table: string;
}

const counted = /^\[(\d+):\d+\] (.*)$/;

/** Only rules of iptables always count. */
const suspectedIn = (passages: ReadonlyMap<string, OverlayPortPassage>): readonly Suspected[] =>
	[...passages].flatMap(([device, {suspects = {}, undecided = ''}]) =>
		(['incoming', 'outgoing'] as const).flatMap((direction): readonly Suspected[] => {
			const suspect = suspects[direction];
			const [, before, line] = counted.exec(suspect?.end.rule?.excerpt ?? '') ?? [];
			const [table = ''] = suspect?.end.chain.split(' ') ?? [];
			return suspect === undefined || line === undefined || suspect.shownBy === 'nft'
				? []
				: [{device, direction, undecided, suspect, before: Number(before), line, table}];
		}),
	);

const programsOf = (suspected: readonly Suspected[]) => [
	...new Set(suspected.map(({suspect}) => suspect.shownBy)),
];

export const netfilterOverlayLosses = defineProbe({
	id: 'netfilter.overlay-losses',
	summary:
		'how many packets the rules of iptables that may drop those of the tunnel have dropped during this run; nothing where there are none',
	needs: {passages: netfilterOverlayWalk},
	requests: ({passages}) =>
		programsOf(suspectedIn(passages)).map(program => ({...command(program, '-c'), sample: 'last' as const})),
	parse: (replies, {passages}): readonly OverlayLoss[] => {
		const suspected = suspectedIn(passages);
		const programs = programsOf(suspected);
		const rulesets = new Map(
			programs.flatMap((program, index) => {
				const reply = replies[index];
				return reply?.status === 'answered'
					? [[program, parseIptablesSave(reply.body as string)] as const]
					: [];
			}),
		);
		return suspected.flatMap(({before, line, table, ...loss}) => {
			const rules = rulesets
				.get(loss.suspect.shownBy)
				?.tables.filter(({name}) => name === table)
				.flatMap(({chains}) => chains.flatMap(({name, rules: all}) => all.map(rule => ({name, rule}))));
			const after = rules?.find(({name, rule}) => `-A ${name} ${rule.text}` === line)?.rule.packets;
			return after === undefined ? [] : [{...loss, packets: after - before}];
		});
	},
});
