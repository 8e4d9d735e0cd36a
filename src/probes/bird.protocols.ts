import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {answeringBirds, type BirdAnswer, birdReply, birdRequest} from '../derive/bird-daemon.ts';
import {type BirdProtocols, parseBirdProtocols} from '../parsers/bird-protocols.ts';
import {birdStatus} from './bird.status.ts';

export const birdProtocols = defineProbe({
	id: 'bird.protocols',
	summary: 'the BGP sessions of BIRD: state, last error, addresses, AS numbers, routes exchanged',
	needs: {daemons: birdStatus},
	requests: ({daemons}) =>
		answeringBirds(daemons).map(({family, container}) => birdRequest(family, 'protocols all', container)),
	parse: (replies, {daemons}): readonly BirdAnswer<BirdProtocols>[] => {
		const answering = answeringBirds(daemons);
		const {ipv4} = daemons;
		// It runs in every cluster; what the other one says would pass for the whole.
		if (ipv4.state !== 'answers') {
			throw new Unavailable(ipv4.state === 'absent' ? 'not-found' : 'refused', ipv4.detail);
		}
		return answering.map((bird, index) => ({
			...bird,
			value: parseBirdProtocols(textOf(birdReply(replies[index], bird.container)), bird.status.now),
		}));
	},
});
