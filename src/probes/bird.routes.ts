import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import type {Reply} from '../core/request.ts';
import {type BirdAnswer, birdReply, birdRequest} from '../derive/bird-daemon.ts';
import type {BirdProtocols} from '../parsers/bird-protocols.ts';
import {type BirdRoutes, parseBirdRoutes} from '../parsers/bird-routes.ts';
import {birdProtocols} from './bird.protocols.ts';

type Bird = BirdAnswer<BirdProtocols>;

/** Those that enter routes into the kernel, or have neighbours to learn some from; without IPv6 in the cluster BIRD for IPv6 has neither. */
const telling = (birds: readonly Bird[]): readonly Bird[] =>
	birds.filter(({value: {kernel, sessions}}) => kernel.length > 0 || sessions.length > 0);

const showsOf = ({value: {kernel}}: Bird): readonly string[] => [
	'route primary',
	...kernel.slice(0, 1).map(({name}) => `route export ${name}`),
];

export const birdRoutes = defineProbe({
	id: 'bird.routes',
	summary: 'the routes that BIRD prefers, and those that it enters into the kernel',
	needs: {birds: birdProtocols},
	requests: ({birds}) =>
		telling(birds).flatMap(bird => showsOf(bird).map(show => birdRequest(bird.family, show, bird.container))),
	parse: (replies, {birds}): readonly BirdAnswer<BirdRoutes>[] =>
		telling(birds).map(({family, status, container, value: {kernel}}, index, all) => {
			const first = all.slice(0, index).flatMap(showsOf).length;
			const routesIn = (reply: Reply | undefined) =>
				parseBirdRoutes(textOf(birdReply(reply, container)), status.now);
			return {
				family,
				status,
				value: {
					preferred: routesIn(replies[first]),
					forKernel: kernel.length === 0 ? [] : routesIn(replies[first + 1]),
				},
			};
		}),
});
