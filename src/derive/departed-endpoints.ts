import type {PacketResult} from '../core/request.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {isSameAddress} from './cidr.ts';

interface Contact {
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

const controlPlane = 'node-role.kubernetes.io/control-plane';

/**
 * Endpoints that do not answer, are an address of no Node, and are more than there are servers: a server may announce an
 * address that its Node does not tell, and is one of them then, even while it is down.
 */
export const departedEndpoints = (
	{endpoints}: Contact,
	nodes: readonly KubeNode[],
): readonly DepartedEndpoint[] => {
	const servers = nodes.filter(({labels}) => controlPlane in labels).length;
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
