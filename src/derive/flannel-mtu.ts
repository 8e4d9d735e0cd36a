import type {CniConfig} from '../parsers/cni-config.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Parsed} from '../parsers/parsed.ts';
import {isCalicoWorkload, isTunnelDevice} from './cni-devices.ts';
import {judgeMtuChain, type MtuLayer, type MtuShortfall, mtuChainOf} from './mtu-chain.ts';

interface CniFileContent {
	readonly path: string;
	readonly config: Parsed<CniConfig>;
}

/** What is too small for what is above it, around one tunnel of flannel. */
export interface FlannelMtu {
	readonly tunnel: Link;
	/** The device below a VXLAN tunnel; the kernel routes those of WireGuard. */
	readonly lower?: Link;
	/** The one nearest to the wire first. */
	readonly shortfalls: readonly MtuShortfall[];
	/** What new pods get, where the CNI configuration fixes it: in Canal, not in RKE2's flannel. */
	readonly podMtu?: MtuLayer;
}

/** Canal's pods are on veths of Calico, beside which a cni0 is left over; those of flannel are on ports of cni0. */
const podLinksIn = (links: readonly Link[]): readonly Link[] => {
	const ofCalico = links.filter(({name, kind}) => kind === 'veth' && isCalicoWorkload(name));
	const ofBridge = links.filter(
		({name, kind, master}) => name === 'cni0' || (kind === 'veth' && master === 'cni0'),
	);
	return ofCalico.length > 0 ? ofCalico : ofBridge;
};

const podMtuOf = (files: readonly CniFileContent[]): MtuLayer | undefined => {
	for (const {path, config} of files) {
		const mtu = config.ok ? config.value.plugins.find(({type}) => type === 'calico')?.mtu : undefined;
		// 0 leaves it to the plugin.
		if (mtu !== undefined && mtu > 0) {
			return {name: path, mtu};
		}
	}
	return undefined;
};

export const flannelMtusOf = (
	links: readonly Link[],
	files: readonly CniFileContent[],
): readonly FlannelMtu[] => {
	const podLinks = podLinksIn(links).map(({name}) => name);
	const podMtu = podMtuOf(files);
	return links
		.filter(({name}) => name.startsWith('flannel') && isTunnelDevice(name))
		.map(tunnel => {
			const chain = mtuChainOf({
				links,
				tunnel: tunnel.name,
				podLinks,
				...(podMtu !== undefined && {podMtu}),
			});
			const lower = links.find(({name}) => name === tunnel.vxlan?.lower);
			return {
				tunnel,
				...(lower !== undefined && {lower}),
				...(podMtu !== undefined && {podMtu}),
				shortfalls: judgeMtuChain(chain).filter(({byDesign}) => byDesign !== true),
			};
		});
};
