import type {PacketResult} from '../core/request.ts';
import type {NftTable} from '../parsers/nft-ruleset.ts';
import {type BackendRules, type NetfilterDrop, netfilterOf, passageOf} from './netfilter-hooks.ts';
import {contactOf} from './peer-contact.ts';
import {lookupRoute, type Routing} from './route-lookup.ts';

/** An endpoint of the cluster DNS that did not answer this node, and where the query certainly ended on it. */
export interface DroppedQuery extends NetfilterDrop {
	readonly address: string;
}

/** Queries of this node itself, of which those of pods are no part: they are forwarded. */
export const droppedQueries = (
	endpoints: readonly {readonly address: string; readonly answer?: PacketResult}[],
	rules: BackendRules,
	tables: readonly NftTable[],
	routing: Routing,
): readonly DroppedQuery[] =>
	endpoints
		.filter(({answer}) => answer !== undefined && contactOf(answer) !== 'answers')
		.flatMap(({address}) => {
			const found = lookupRoute(routing, {destination: address});
			const route = found.kind === 'route' ? found.route : undefined;
			if (route?.dev === undefined) {
				return [];
			}
			const passage = passageOf(netfilterOf(rules, tables), {
				...({family: 'ipv4', way: 'out', protocol: 'udp', port: 53} as const),
				...{source: route.source, destination: address, outgoing: route.dev},
			});
			return passage.kind === 'dropped' ? [{address, end: passage.end, shownBy: passage.shownBy}] : [];
		});
