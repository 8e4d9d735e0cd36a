import {defineProbe} from '../core/probe.ts';
import {registrationServer} from '../derive/registration-server.ts';
import {kubernetesNodes} from './kubernetes.nodes.ts';
import {rke2Configuration} from './rke2.configuration.ts';
import {rke2NodeName} from './rke2.node-name.ts';

export const peerAddresses = defineProbe({
	id: 'peer.addresses',
	summary: 'InternalIPs of other nodes, and the address at which this one joins; none where nobody tells any',
	wants: {nodes: kubernetesNodes, configuration: rke2Configuration, self: rke2NodeName},
	requests: () => [],
	parse: (_, __, {nodes, configuration, self}): readonly string[] => {
		const others = nodes.ok && self.ok ? nodes.value.filter(({name}) => name !== self.value.name) : [];
		const server = configuration.ok ? registrationServer(configuration.value.settings) : undefined;
		return [
			...others.flatMap(({internalIps}) => internalIps),
			...(server === undefined ? [] : [server.address]),
		];
	},
});
