import {packetOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import type {PacketResult, Request} from '../core/request.ts';
import type {ServiceEndpoint} from '../derive/ready-endpoints.ts';
import {calicoTyphaEndpoints, type TyphaEndpoints} from './calico.typha-endpoints.ts';

export interface TyphaContact extends Omit<TyphaEndpoints, 'endpoints'> {
	readonly endpoints: readonly (ServiceEndpoint & {
		/** Absent where nothing could be sent. */
		readonly answer?: PacketResult;
	})[];
}

const mostEndpoints = 8;

const asked = ({endpoints}: TyphaEndpoints): readonly ServiceEndpoint[] => endpoints.slice(0, mostEndpoints);

export const calicoTypha = defineProbe({
	id: 'calico.typha',
	summary: 'whether this node can connect to Typha, on at most 8 of its endpoints',
	needs: {typha: calicoTyphaEndpoints},
	requests: ({typha}) =>
		asked(typha).map(({address, port}): Request => ({kind: 'packet', packet: 'tcp', address, port})),
	parse: (replies, {typha}): TyphaContact => {
		const endpoints = asked(typha).map((endpoint, index) => {
			const reply = replies[index];
			return reply?.status === 'answered' ? {...endpoint, answer: packetOf(reply)} : endpoint;
		});
		return {isInstalled: typha.isInstalled, endpoints};
	},
});
