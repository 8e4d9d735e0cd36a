import type {PacketResult} from '../core/request.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {isSameAddress} from './cidr.ts';
import {isControlPlane} from './node-role.ts';
import type {ServiceRules} from './service-rules.ts';

/** The endpoints of the API, and what came back from those that were asked. */
export interface ApiContact {
	readonly endpoints: readonly {
		readonly address: string;
		readonly port: number;
		readonly answer?: PacketResult;
	}[];
}

/** An endpoint of the API that belongs to no server any more. */
export interface DepartedEndpoint {
	readonly address: string;
	readonly port: number;
	/** What came back when it was asked. */
	readonly result: string;
	/** Endpoints of the API in all. */
	readonly count: number;
	/** Nodes that run an API server. */
	readonly servers: number;
}

/**
 * Endpoints that do not answer, are an address of no Node, and are more than there are servers: a server may announce an
 * address that its Node does not tell, and is one of them then, even while it is down.
 */
export const departedEndpoints = (
	{endpoints}: ApiContact,
	nodes: readonly KubeNode[],
): readonly DepartedEndpoint[] => {
	const servers = nodes.filter(isControlPlane).length;
	const surplus = servers === 0 ? 0 : Math.max(0, endpoints.length - servers);
	const isOfNode = (address: string): boolean =>
		nodes.some(({internalIps, externalIps}) =>
			[...internalIps, ...externalIps].some(own => isSameAddress(own, address)),
		);
	const unknown = endpoints.filter(
		({address, answer}) => answer !== undefined && answer.result !== 'answered' && !isOfNode(address),
	);
	const others = endpoints.some(({answer}) => answer?.result === 'answered');
	// With more of them than there is surplus it is open which of them is a server that is down.
	return !others || unknown.length > surplus
		? []
		: unknown.map(({address, port, answer}) => ({
				...{address, port, servers, count: endpoints.length},
				result: answer?.detail ?? answer?.result ?? 'no answer',
			}));
};

/** Where the rules of kube-proxy lead for a service, `10.0.0.1:6443`, each once. */
export const targetsOfService = (rules: ServiceRules, name: string, address: string): readonly string[] => [
	...new Set(
		rules.ports
			.filter(port => port.name.startsWith(`${name}:`) && port.address === address)
			.flatMap(({endpoints}) => endpoints),
	),
];

/** Those of them that are neither an address that the API lists for the service nor one of a Node. */
export const unlistedTargets = (
	targets: readonly string[],
	listed: readonly string[],
	nodes: readonly KubeNode[],
): readonly string[] => {
	const known = [
		...listed,
		...nodes.flatMap(({internalIps, externalIps}) => [...internalIps, ...externalIps]),
	];
	return targets.filter(target => {
		const host = target.slice(0, target.lastIndexOf(':'));
		return !known.some(address => isSameAddress(address, host));
	});
};
