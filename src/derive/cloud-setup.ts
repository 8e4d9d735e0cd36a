import type {Route} from '../parsers/ip-route.ts';
import type {RoutingRule} from '../parsers/ip-rule.ts';
import {isClusterDevice} from './cni-devices.ts';
import {lookupRoute, routingOf} from './route-lookup.ts';

/** A rule of nm-cloud-setup, and a route of the cluster that it takes packets from. */
export interface CloudSetupCatch {
	readonly rule: RoutingRule;
	/** Of this node: what has it as source is caught. */
	readonly address: string;
	/** By which it leaves. */
	readonly device: string;
	readonly route: Route;
}

/** nm-cloud-setup numbers its tables so: https://gitlab.freedesktop.org/NetworkManager/NetworkManager/-/blob/main/src/nm-cloud-setup/main.c */
export const isCloudSetupTable = (table: string | undefined): boolean =>
	Number(table) >= 30_200 && Number(table) <= 30_499;

/** Routes of the cluster are alike; a few tell. */
const mostSamples = 20;

const samplesOf = (routes: readonly Route[]): readonly Route[] =>
	routes
		.filter(({family, table, type}) => family === 'ipv4' && table === 'main' && type === 'unicast')
		.filter(({dev = ''}) => isClusterDevice(dev))
		.slice(0, mostSamples);

/** The first rule of nm-cloud-setup that takes what should go to a device of the cluster. */
export const cloudSetupCatch = (
	rules: readonly RoutingRule[],
	routes: readonly Route[],
): CloudSetupCatch | undefined => {
	const sources = rules.flatMap(({from, table}) =>
		from?.endsWith('/32') && isCloudSetupTable(table) ? [from.slice(0, -'/32'.length)] : [],
	);
	const routing = routingOf('ipv4', rules, sources.length === 0 ? [] : routes);
	for (const address of new Set(sources)) {
		for (const route of samplesOf(routes)) {
			const destination = route.destination.replace(/\/\d+$/, '');
			const found = lookupRoute(routing, {destination, source: address});
			if (found.kind === 'route' && isCloudSetupTable(found.table)) {
				return {rule: found.rule, address, device: found.route.dev ?? '', route};
			}
		}
	}
	return undefined;
};
