import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Route} from '../parsers/ip-route.ts';

/** The bridge that the plugin flannel delegates to: the pods of a node are its ports. */
export const flannelBridge = 'cni0';

/** Made by CNI plugins for one end of a pod's pair; other programs choose shorter names. */
const isPluginVeth = ({name, kind, peerNamespace}: Link): boolean =>
	kind === 'veth' && peerNamespace !== undefined && /^veth[0-9a-f]{8}$/.test(name);

export const bridgePorts = (links: readonly Link[]): readonly Link[] =>
	links.filter(({kind, master}) => kind === 'veth' && master === flannelBridge);

/**
 * Host ends of pods that no bridge holds. The plugin ptp makes such pairs too, but gives them an address or a route
 * of their own.
 */
export const detachedPorts = (
	links: readonly Link[],
	addresses: readonly InterfaceAddress[],
	routes: readonly Route[],
): readonly Link[] =>
	links.filter(
		link =>
			isPluginVeth(link) &&
			link.master === undefined &&
			!addresses.some(({link: name, family}) => name === link.name && family === 'ipv4') &&
			!routes.some(
				({dev, type, destination}) =>
					dev === link.name && type === 'unicast' && !destination.startsWith('fe80:'),
			),
	);
