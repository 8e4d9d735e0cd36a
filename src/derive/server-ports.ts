import {type Netfilter, type NetfilterDrop, type Passage, passageOf} from './netfilter-hooks.ts';
import {lookupRoute, type Routing} from './route-lookup.ts';

/** Of a server, which every other node calls: the Kubernetes API and the supervisor of RKE2. */
const serverPorts = [6443, 9345] as const;
export type ServerPort = (typeof serverPorts)[number];

/** What another node sends to a port of this server, and where that certainly ends. */
export interface ServerPortDrop extends NetfilterDrop {
	readonly port: ServerPort;
	/** Of this node. */
	readonly own: string;
	/** Of the other one. */
	readonly address: string;
}

/** What becomes of a new connection of another node to a port of this server. */
export interface ServerPassage extends Pick<ServerPortDrop, 'port' | 'own' | 'address'> {
	readonly passage: Passage;
}

/**
 * New connections from other nodes, followed through the firewall of this server.
 * @param own the addresses of this node at which the API is announced
 * @param peers addresses of other nodes
 */
export const serverPassages = (
	own: readonly {readonly address: string; readonly link: string}[],
	peers: readonly string[],
	netfilter: Netfilter,
	routing: Routing,
): readonly ServerPassage[] =>
	peers.flatMap(peer => {
		const found = lookupRoute(routing, {destination: peer});
		const incoming = found.kind === 'route' ? found.route.dev : undefined;
		// What comes in elsewhere than this node would answer is left alone.
		const at = own.find(({link}) => link === incoming);
		return at === undefined || incoming === undefined
			? []
			: serverPorts.map(port => ({
					...{port, own: at.address, address: peer},
					passage: passageOf(netfilter, {
						...({family: 'ipv4', protocol: 'tcp', way: 'in', port} as const),
						...{source: peer, destination: at.address, incoming},
					}),
				}));
	});

export const closedServerPorts = (passages: readonly ServerPassage[]): readonly ServerPortDrop[] =>
	passages.flatMap(({passage, ...connection}) =>
		passage.kind === 'dropped' ? [{...connection, end: passage.end, shownBy: passage.shownBy}] : [],
	);
