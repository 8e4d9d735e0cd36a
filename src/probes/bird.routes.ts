import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import type {Reply} from '../core/request.ts';
import {type BirdAnswer, birdReply, birdRequest} from '../derive/bird-daemon.ts';
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
		entering(birds).flatMap(({family, kernel, container}) =>
			['route primary', `route export ${kernel}`].map(show => birdRequest(family, show, container)),
		),
	parse: (replies, {birds}): readonly BirdAnswer<BirdRoutes>[] =>
		entering(birds).map(({family, status, container}, index) => {
			const routesIn = (reply: Reply | undefined) =>
				parseBirdRoutes(textOf(birdReply(reply, container)), status.now);
			return {
				family,
				status,
				value: {
					preferred: routesIn(replies[index * 2]),
					forKernel: routesIn(replies[index * 2 + 1]),
				},
			};
		}),
});
