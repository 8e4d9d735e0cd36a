import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {type NodePort, nodePortsOf} from '../derive/node-ports.ts';
import {type ListeningSocket, parseListeningSockets} from '../parsers/ss.ts';
import {netfilterIptables} from './netfilter.iptables.ts';

/** A socket that listens on a port which the rules of kube-proxy take. */
export interface NodePortListener extends ListeningSocket {
	/** `shop/web:http` */
	readonly service: string;
	/** The service has no endpoint. */
	readonly isRejected?: true;
}

const tcpPortsOf = (rules: Parameters<typeof nodePortsOf>[0]): readonly NodePort[] =>
	nodePortsOf(rules).filter(({protocol}) => protocol === 'tcp');

export const serviceNodePortListeners = defineProbe({
	id: 'service.node-port-listeners',
	summary: 'programs of this node that listen on a NodePort of a service; not asked where there is none',
	needs: {rules: netfilterIptables},
	requests: ({rules}) => (tcpPortsOf(rules).length === 0 ? [] : [command('ss', '-H', '-lntp')]),
	parse: ([reply], {rules}): readonly NodePortListener[] => {
		const services = new Map(tcpPortsOf(rules).map(entry => [entry.port, entry]));
		return reply === undefined
			? []
			: parseListeningSockets(textOf(reply)).flatMap(socket => {
					const {service, isRejected} = services.get(socket.port) ?? {};
					return service === undefined ? [] : [{...socket, service, ...(isRejected && {isRejected})}];
				});
	},
});
