import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import type {PodNetwork} from '../derive/pod-network.ts';
import {parseIpAddress} from '../parsers/ip-address.ts';
import {parseIpLink} from '../parsers/ip-link.ts';
import {parseIpRoute} from '../parsers/ip-route.ts';
import {crictlSandboxNetworks, type SandboxInNetwork} from './crictl.sandbox-networks.ts';

const inside = (pid: number, ...words: readonly string[]) =>
	command('nsenter', `--net=/proc/${pid}/ns/net`, 'ip', '-j', ...words);

const questionsOf = ({network: {pid, addresses}}: SandboxInNetwork) => [
	inside(pid, '-d', 'addr', 'show'),
	inside(pid, '-4', '-d', 'route', 'show', 'table', 'all'),
	...(addresses.some(address => address.includes(':'))
		? [inside(pid, '-6', '-d', 'route', 'show', 'table', 'all')]
		: []),
];

export const podNetworks = defineProbe({
	id: 'pod.networks',
	summary: 'interfaces, addresses and routes inside four pods of this node',
	needs: {sandboxes: crictlSandboxNetworks},
	requests: ({sandboxes}) => sandboxes.flatMap(questionsOf),
	parse: (replies, {sandboxes}): readonly PodNetwork[] => {
		const remaining = [...replies];
		const read = sandboxes.flatMap(one => {
			const {sandbox, network} = one;
			const ofPod = remaining.splice(0, questionsOf(one).length);
			// A pod that has ended meanwhile is no reason to know nothing about the others.
			if (!ofPod.every(({status}) => status === 'answered')) {
				return [];
			}
			const [interfaces = '', ipv4 = '', ipv6 = '[]'] = ofPod.map(textOf);
			return [
				{
					sandbox,
					promised: network.addresses,
					links: parseIpLink(interfaces),
					addresses: parseIpAddress(interfaces),
					routes: [...parseIpRoute(ipv4, 'ipv4'), ...parseIpRoute(ipv6, 'ipv6')],
				},
			];
		});
		if (read.length === 0) {
			replies.forEach(textOf);
		}
		return read;
	},
});
