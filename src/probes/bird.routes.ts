import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {type BirdAnswer, birdSockets} from '../derive/bird-daemon.ts';
import {type BirdRoutes, parseBirdRoutes} from '../parsers/bird-routes.ts';
import {birdProtocols} from './bird.protocols.ts';

/** Name of `protocol kernel` where the configuration gives none, as Calico's does. */
const kernelProtocol = 'kernel1';

export const birdRoutes = defineProbe({
	id: 'bird.routes',
	summary: 'the routes that BIRD prefers, and those that it enters into the kernel',
	needs: {birds: birdProtocols},
	requests: ({birds}) =>
		birds.flatMap(({family, value: {kernel}}) => {
			const ask = (show: string) => ({kind: 'bird', socket: birdSockets[family], show}) as const;
			return [ask('route primary'), ask(`route export ${kernel[0]?.name ?? kernelProtocol}`)];
		}),
	parse: (replies, {birds}): readonly BirdAnswer<BirdRoutes>[] =>
		birds.map(({family, status}, index) => ({
			family,
			status,
			value: {
				preferred: parseBirdRoutes(textOf(replies[index * 2]), status.now),
				forKernel: parseBirdRoutes(textOf(replies[index * 2 + 1]), status.now),
			},
		})),
});
