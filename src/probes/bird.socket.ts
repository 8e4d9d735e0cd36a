import {defineProbe} from '../core/probe.ts';
import {type BirdDaemons, birdDaemonOf, birdRequest} from '../derive/bird-daemon.ts';

export const birdSocket = defineProbe({
	id: 'bird.socket',
	summary: 'whether BIRD of Calico answers on its control socket, for IPv4 and IPv6, and since when it runs',
	requests: () => (['ipv4', 'ipv6'] as const).map(family => birdRequest(family, 'status')),
	parse: ([ipv4, ipv6]): BirdDaemons => ({ipv4: birdDaemonOf(ipv4), ipv6: birdDaemonOf(ipv6)}),
});
