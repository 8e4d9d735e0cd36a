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

/** Why nothing passes a port of a bridge that is up, in words; spanning tree opens one that is new after half a minute. */
const closedBy = ({port, isUp, hasCarrier}: Link): string | undefined => {
	const {state, isLocked, isLearning, isFlooded} = port ?? {};
	if (!isUp || !hasCarrier || port === undefined) {
		return undefined;
	}
	if (state === 'disabled' || state === 'blocking') {
		return `it is in the state ${state}`;
	}
	if (isLocked === true) {
		return 'it is locked, and takes no address that nobody has entered';
	}
	return isLearning === false && isFlooded === false
		? 'the bridge neither learns who is behind it nor sends it what it does not know'
		: undefined;
};

/** Ports through which the pods behind them get nothing. */
export const closedPorts = (links: readonly Link[]): readonly {readonly link: Link; readonly why: string}[] =>
	bridgePorts(links).flatMap(link => {
		const why = closedBy(link);
		return why === undefined ? [] : [{link, why}];
	});

/** Ports between which nothing passes; a single one is isolated from nobody. */
export const isolatedPorts = (links: readonly Link[]): readonly Link[] => {
	const isolated = bridgePorts(links).filter(({port}) => port?.isIsolated === true);
	return isolated.length > 1 ? isolated : [];
};

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
