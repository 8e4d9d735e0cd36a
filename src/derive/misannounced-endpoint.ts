import type {KubeNode} from '../parsers/kube-node.ts';
import {isSameAddress} from './cidr.ts';
import type {ApiContact} from './departed-endpoints.ts';
import {isControlPlane} from './node-role.ts';

/** An endpoint of the API that does not answer, and the server that announces it instead of an address of its Node. */
export interface MisannouncedEndpoint {
	readonly server: string;
	readonly internalIp: string;
	readonly address: string;
	readonly port: number;
	readonly result: string;
	readonly count: number;
}

/**
 * With as many endpoints as servers, one that belongs to no Node is that of the only server without one of its own. Nothing
 * where that server itself cannot be reached: then it is down, whatever it announces.
 */
export const misannouncedEndpoint = (
	{endpoints}: ApiContact,
	nodes: readonly KubeNode[],
	reached: readonly string[],
): MisannouncedEndpoint | undefined => {
	const servers = nodes.filter(isControlPlane);
	const addressesOf = ({internalIps, externalIps}: KubeNode) => [...internalIps, ...externalIps];
	const holdsOne = (own: readonly string[], among: readonly string[]): boolean =>
		own.some(address => among.some(other => isSameAddress(address, other)));
	const announced = endpoints.map(({address}) => address);
	const unannounced = servers.filter(server => !holdsOne(addressesOf(server), announced));
	const unknown = endpoints.filter(
		({address}) => !nodes.some(node => holdsOne(addressesOf(node), [address])),
	);
	const [server] = unannounced;
	const [endpoint] = unknown;
	const internalIp = server?.internalIps.find(address => holdsOne([address], reached));
	const isLost = endpoint?.answer?.result === 'silent' || endpoint?.answer?.result === 'unreachable';
	return endpoints.length !== servers.length ||
		endpoints.length < 2 ||
		unannounced.length !== 1 ||
		unknown.length !== 1 ||
		server === undefined ||
		endpoint === undefined ||
		internalIp === undefined ||
		!isLost ||
		!endpoints.some(({answer}) => answer?.result === 'answered')
		? undefined
		: {
				server: server.name,
				internalIp,
				address: endpoint.address,
				port: endpoint.port,
				result: endpoint.answer?.detail ?? endpoint.answer?.result ?? 'no answer',
				count: endpoints.length,
			};
};
