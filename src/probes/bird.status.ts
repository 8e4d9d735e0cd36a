import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import type {BirdDaemons} from '../derive/bird-daemon.ts';
import {birdInContainer} from './bird.in-container.ts';
import {birdSocket} from './bird.socket.ts';

export const birdStatus = defineProbe({
	id: 'bird.status',
	summary: 'whether BIRD of Calico answers, on its control socket or inside its container',
	wants: {socket: birdSocket, container: birdInContainer},
	requests: () => [],
	parse: (_, __, {socket, container}): BirdDaemons => {
		if (container.ok) {
			return container.value;
		}
		if (!socket.ok) {
			throw new Unavailable(socket.reason, socket.detail);
		}
		return socket.value;
	},
});
