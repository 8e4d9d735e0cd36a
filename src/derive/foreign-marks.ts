import type {NftTable} from '../parsers/nft-ruleset.ts';
import {passChains, type WalkState} from './chain-walk.ts';
import {iptablesBaseChains} from './iptables-walk.ts';
import type {Backend, Netfilter} from './netfilter-hooks.ts';
import {nftBaseChains} from './nft-walk.ts';
import type {Packet} from './packet.ts';

/** Base chains of a back-end that the packet passes. */
export const baseChainsIn = (
	{shownBy, chains}: Backend,
	tables: readonly NftTable[],
	packet: Packet,
): readonly string[] =>
	shownBy === 'nft'
		? nftBaseChains(tables, packet)
		: iptablesBaseChains[packet.way].filter(name => chains.has(name));

/** All bits that this back-end has set in the mark of an unmarked packet after some base chain; undefined where that cannot be told. */
const bitsSetBy = (backend: Backend, tables: readonly NftTable[], packet: Packet): number | undefined => {
	let bits = 0;
	let state: WalkState = {mark: 0, isTracked: true};
	for (const name of baseChainsIn(backend, tables, packet)) {
		({state} = passChains(backend.chains, [name], packet, state));
		if (state.mark === undefined) {
			return undefined;
		}
		bits |= state.mark;
	}
	return bits;
};

/** With which mark a packet that came without one may meet this back-end: between its chains lie those of the others. */
export const markBefore = (
	backend: Backend,
	{backends, tables}: Netfilter,
	packet: Packet,
): Pick<WalkState, 'mark' | 'clearedBits'> => {
	const [other, ...more] = backends.filter(one => one !== backend && one.setsMarks);
	if (other === undefined) {
		return {mark: 0};
	}
	// Where two set marks, the one may ask for what the other has set.
	const bits = backend.setsMarks || more.length > 0 ? undefined : bitsSetBy(other, tables, packet);
	return bits === 0 ? {mark: 0} : {mark: undefined, ...(bits !== undefined && {clearedBits: ~bits >>> 0})};
};
