import type {Environment} from '../core/environment.ts';
import type {Route} from '../parsers/ip-route.ts';
import type {FlannelDevice} from './flannel-vxlan.ts';
import {deviationsOf, type PeerComparison, type PeerDeviation} from './peer-deviations.ts';
import type {PeerVtep, VtepDeviation} from './vtep-map.ts';

export type MisledRoute = PeerDeviation<
	Extract<VtepDeviation, {readonly kind: 'route-elsewhere' | 'route-to-other-peer'}>
>;

/** The pods of a peer as the network of a device of this node, for the address that this device has. */
interface PeerNetwork {
	readonly peer: PeerVtep;
	/** The tunnel that leads to the peer. */
	readonly device: FlannelDevice;
	readonly route: Route;
	readonly holder: string;
	readonly address: string;
}

interface MisledRoutes {
	/** The kernel enters these for an address, and again whenever the address comes back. */
	readonly networks: readonly PeerNetwork[];
	/** Somebody entered these. */
	readonly others: readonly MisledRoute[];
}

const networkOf = ({peer, device, deviation: {route}}: MisledRoute): readonly PeerNetwork[] => {
	const {dev: holder, source: address, gateway, protocol} = route;
	const isOfAddress = protocol === 'kernel' && gateway === undefined;
	return isOfAddress && holder !== undefined && address !== undefined
		? [{peer, device, route, holder, address}]
		: [];
};

/** The routes to the pods of peers that lead elsewhere, by who entered them. */
export const misledRoutesOf = (comparison: PeerComparison): MisledRoutes => {
	const misled: readonly MisledRoute[] = [
		...deviationsOf(comparison, 'route-elsewhere'),
		...deviationsOf(comparison, 'route-to-other-peer'),
	];
	return {
		networks: misled.flatMap(networkOf),
		others: misled.filter(found => networkOf(found).length === 0),
	};
};

/** Where the range of the pods of a peer is announced. */
export const announcedRangeLine = ({node, podCidr}: PeerVtep, {cni}: Pick<Environment, 'cni'>): string =>
	`${node}: ${cni.value === 'calico' ? 'VXLANTunnelAddr in' : 'podCIDR'} ${podCidr}`;
