import type {IpFamily} from '../core/environment.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Route} from '../parsers/ip-route.ts';

/** Of a route with several ways all of them. */
export const routeDevices = ({dev, nexthops}: Route): readonly string[] =>
	dev === undefined ? nexthops.flatMap(nexthop => nexthop.dev ?? []) : [dev];

/** By which packets leave, whatever rules say. */
export const isInMain = ({table, type}: Route): boolean => table === 'main' && type === 'unicast';

/** Default routes of the main table, the preferred one first. */
export const defaultRoutes = (routes: readonly Route[], family: IpFamily): readonly Route[] =>
	routes
		.filter(route => route.family === family && isInMain(route))
		.filter(({destination}) => destination === (family === 'ipv4' ? '0.0.0.0/0' : '::/0'))
		.toSorted((one, other) => (one.metric ?? 0) - (other.metric ?? 0));

/** Devices by which packets of pods enter and leave the node: that of the preferred default route, and that below the overlay. */
export const uplinkNames = (
	links: readonly Link[],
	routes: readonly Route[],
	overlayDevice: string | undefined,
): readonly string[] => {
	const lower = links.find(({name}) => name === overlayDevice)?.vxlan?.lower;
	const [preferred] = defaultRoutes(routes, 'ipv4');
	const names = [
		...(preferred === undefined ? [] : routeDevices(preferred)),
		...(lower === undefined ? [] : [lower]),
	];
	return [...new Set(names)].filter(name => links.some(link => link.name === name && link.kind !== 'dummy'));
};
