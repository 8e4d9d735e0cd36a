import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command, type Reply} from '../core/request.ts';
import {parseNftMap} from '../parsers/nft-map.ts';

/** An address of a service that kube-proxy serves in nftables mode. */
export interface NftServicePort {
	readonly address: string;
	readonly protocol: string;
	readonly port: number;
	/** Without one that is ready what is sent there is refused. */
	readonly hasEndpoints: boolean;
}

export interface NftServices {
	readonly hasTable: boolean;
	readonly ports: readonly NftServicePort[];
}

/** Maps of its table: https://github.com/kubernetes/kubernetes/blob/master/pkg/proxy/nftables/README.md */
const maps = ['service-ips', 'no-endpoint-services'] as const;

/** The table or the map is not there, or nothing of nftables is loaded. */
const isAbsent = (reply: Reply | undefined): boolean =>
	reply?.status === 'unanswered' &&
	(reply.reason === 'would-change-node' ||
		(reply.reason === 'exit-code' && /No such file or directory/.test(reply.detail)));

export const kubeProxyNftServices = defineProbe({
	id: 'kube-proxy.nft-services',
	summary: "what kube-proxy's nftables mode has written for services of IPv4; nothing without its table",
	requests: () => maps.map(name => command('nft', '-j', 'list', 'map', 'ip', 'kube-proxy', name)),
	parse: ([services, empty]): NftServices => {
		if (isAbsent(services)) {
			return {hasTable: false, ports: []};
		}
		const portsIn = (reply: Reply | undefined, hasEndpoints: boolean): readonly NftServicePort[] =>
			parseNftMap(textOf(reply)).flatMap(({key: [address, protocol, port]}) =>
				typeof address === 'string' && typeof protocol === 'string' && typeof port === 'number'
					? [{address, protocol, port, hasEndpoints}]
					: [],
			);
		return {
			hasTable: true,
			ports: [...portsIn(services, true), ...(isAbsent(empty) ? [] : portsIn(empty, false))],
		};
	},
});
