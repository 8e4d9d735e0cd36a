import {birdErrorOf, birdLinesOf} from './bird-answer.ts';
import {birdMomentOf} from './bird-time.ts';
import {present} from './json-value.ts';

export interface BirdNexthop {
	readonly gateway?: string;
	readonly dev?: string;
}

/** A route that BIRD prefers. */
export interface BirdRoute {
	/** Always a CIDR. */
	readonly destination: string;
	/** `unreachable` also where BIRD cannot tell how to reach the next hop that the neighbour named. */
	readonly type: 'unicast' | 'blackhole' | 'unreachable' | 'prohibited';
	/** Several for ECMP, none where packets are dropped. */
	readonly nexthops: readonly BirdNexthop[];
	/** Name of the protocol that it comes from: `Mesh_10_0_0_12`, `kernel1`. */
	readonly protocol: string;
	/** The neighbour, where it is not the next hop. */
	readonly from?: string;
	/** Milliseconds of BIRD's clock: when it came. */
	readonly since: number;
	/** BIRD marks it with `!`: it should be in the kernel, and the kernel refused it. */
	readonly isRefusedByKernel: boolean;
	readonly line: string;
}

/** Routes of one BIRD. */
export interface BirdRoutes {
	/** The best one for each destination. */
	readonly preferred: readonly BirdRoute[];
	/** Those that BIRD enters into the kernel: Felix enters the others, of pools that are encapsulated in VXLAN. */
	readonly forKernel: readonly BirdRoute[];
}

const routeCode = 1007;
const protocolIsDown = 8005;

const routeForm =
	/^(\S+\/\d{1,3}) +(.+?) \[(\S+) (\S+(?: \d\d:\d\d:\d\d)?)(?: from ([\da-f.:]+)(?:%\S+)?)?\]( [*!])?(?: \(\S*\))?(?: \[\S*\])?$/;
const viaForm = /^via ([\da-f.:]+) on (\S+)$/;
const deviceForm = /^dev (\S+)$/;
const furtherForm = /^\s+via ([\da-f.:]+) on (\S+)(?: weight \d+)?$/;

const kindOf = (text: string): Pick<BirdRoute, 'type' | 'nexthops'> => {
	const [, gateway, by] = viaForm.exec(text) ?? [];
	const [, dev] = deviceForm.exec(text) ?? [];
	if (gateway !== undefined && by !== undefined) {
		return {type: 'unicast', nexthops: [{gateway, dev: by}]};
	}
	if (dev !== undefined) {
		return {type: 'unicast', nexthops: [{dev}]};
	}
	switch (text) {
		case 'multipath':
			return {type: 'unicast', nexthops: []};
		case 'blackhole':
		case 'unreachable':
		case 'prohibited':
			return {type: text, nexthops: []};
		default:
			throw new Error(`expected where a route of BIRD leads, got ${JSON.stringify(text.slice(0, 60))}`);
	}
};

const routeOf = (text: string, now: number): BirdRoute => {
	const [, destination, way, protocol, since, from, mark] = routeForm.exec(text) ?? [];
	if (destination === undefined || way === undefined || protocol === undefined || since === undefined) {
		throw new Error(`expected a route of BIRD, got ${JSON.stringify(text.slice(0, 80))}`);
	}
	return {
		destination,
		...kindOf(way),
		protocol,
		...present({from}),
		since: birdMomentOf(since, now),
		isRefusedByKernel: mark === ' !',
		line: text.replaceAll(/ +/g, ' '),
	};
};

/**
 * Reads `show route primary` and `show route export kernel1`: one route for each destination.
 * @param now BIRD's own time, of `show status`
 * @returns none for a protocol that is down
 */
export const parseBirdRoutes = (answer: string, now: number): readonly BirdRoute[] => {
	if (birdErrorOf(answer)?.code === protocolIsDown) {
		return [];
	}
	const routes: BirdRoute[] = [];
	for (const {code, text} of birdLinesOf(answer).slice(0, -1)) {
		if (code !== routeCode) {
			throw new Error(`expected a route of BIRD, got the code ${code}`);
		}
		const [, gateway, dev] = furtherForm.exec(text) ?? [];
		const before = routes.at(-1);
		if (gateway === undefined || dev === undefined) {
			routes.push(routeOf(text, now));
		} else if (before === undefined) {
			throw new Error(`expected a route before its next hop, got ${JSON.stringify(text.slice(0, 60))}`);
		} else {
			routes[routes.length - 1] = {...before, nexthops: [...before.nexthops, {gateway, dev}]};
		}
	}
	return routes;
};
