import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {type BirdAnswer, birdSockets} from '../derive/bird-daemon.ts';
import type {BirdProtocols} from '../parsers/bird-protocols.ts';
import {type BirdRoutes, parseBirdRoutes} from '../parsers/bird-routes.ts';
import {birdProtocols} from './bird.protocols.ts';

type Bird = BirdAnswer<BirdProtocols>;

/** Those that enter routes into the kernel; without IPv6 in the cluster BIRD for IPv6 need not. */
const entering = (birds: readonly Bird[]): readonly (Bird & {readonly kernel: string})[] =>
	birds.flatMap(bird => bird.value.kernel.slice(0, 1).map(({name}) => ({...bird, kernel: name})));

export const birdRoutes = defineProbe({
	id: 'bird.routes',
	summary: 'the routes that BIRD prefers, and those that it enters into the kernel',
	needs: {birds: birdProtocols},
	requests: ({birds}) =>
		entering(birds).flatMap(({family, kernel}) =>
			['route primary', `route export ${kernel}`].map(show => ({
				kind: 'bird',
				socket: birdSockets[family],
				show,
			})),
		),
	parse: (replies, {birds}): readonly BirdAnswer<BirdRoutes>[] =>
		entering(birds).map(({family, status}, index) => ({
			family,
			status,
			value: {
				preferred: parseBirdRoutes(textOf(replies[index * 2]), status.now),
				forKernel: parseBirdRoutes(textOf(replies[index * 2 + 1]), status.now),
			},
		})),
});
