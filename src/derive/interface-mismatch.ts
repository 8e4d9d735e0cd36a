import type {IpFamily} from '../core/environment.ts';
import type {FlannelEndpoint} from '../parsers/flannel-annotations.ts';
import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Link} from '../parsers/ip-link.ts';
import {isSameAddress, parseAddress} from './cidr.ts';
import type {InterfaceSelection} from './interface-selection.ts';

/** How flannel runs, against how it would start now and what it announces. All fields are names or addresses. */
export type InterfaceMismatch =
	/** The tunnel stands on another interface than flanneld would choose now. */
	| {readonly kind: 'other-interface'; readonly has: string; readonly expected: string; readonly why: string}
	/** The tunnel sends from an address that this node no longer has. */
	| {readonly kind: 'source-gone'; readonly source: string}
	/** Peers are told an address that this node does not have, and no user asked for it. */
	| {readonly kind: 'announced-foreign'; readonly announced: string}
	/** Peers are told an address of another interface than the one below the tunnel. */
	| {
			readonly kind: 'announced-elsewhere';
			readonly announced: string;
			readonly owner: string;
			readonly expected: string;
	  }
	/** Peers are told another address than the tunnel sends from. */
	| {readonly kind: 'announced-differs'; readonly announced: string; readonly source: string}
	/** Intended where an interface is configured, a sign of the wrong one where none is. */
	| {
			readonly kind: 'not-internal-ip';
			readonly announced: string;
			readonly internalIps: readonly string[];
	  };

export interface FlannelInterfaceState {
	readonly family: IpFamily;
	/** How flanneld would choose, where its options are known. */
	readonly selection?: InterfaceSelection;
	/** flannel.1 or flannel-v6.1. */
	readonly tunnel: Link;
	/** What this node announces in this family. */
	readonly endpoint?: FlannelEndpoint;
	readonly addresses: readonly InterfaceAddress[];
	/** Of the Node, both families. */
	readonly internalIps: readonly string[];
}

const onInterface = ({tunnel, selection}: FlannelInterfaceState): readonly InterfaceMismatch[] => {
	const lower = tunnel.vxlan?.lower;
	return lower !== undefined && selection !== undefined && 'name' in selection && selection.name !== lower
		? [{kind: 'other-interface', has: lower, expected: selection.name, why: selection.why}]
		: [];
};

const ownerOf = (address: string, {addresses}: FlannelInterfaceState): string | undefined =>
	addresses.find(candidate => isSameAddress(candidate.address, address))?.link;

const onSource = (state: FlannelInterfaceState): readonly InterfaceMismatch[] => {
	const source = state.tunnel.vxlan?.local;
	return source !== undefined && ownerOf(source, state) === undefined ? [{kind: 'source-gone', source}] : [];
};

const onAnnouncement = (state: FlannelInterfaceState): readonly InterfaceMismatch[] => {
	const {publicIp: announced, publicIpOverwrite} = state.endpoint ?? {};
	if (announced === undefined || publicIpOverwrite !== undefined) {
		return [];
	}
	const {lower, local} = state.tunnel.vxlan ?? {};
	const owner = ownerOf(announced, state);
	if (owner === undefined) {
		return [{kind: 'announced-foreign', announced}];
	}
	if (lower !== undefined && owner !== lower) {
		return [{kind: 'announced-elsewhere', announced, owner, expected: lower}];
	}
	return local !== undefined && !isSameAddress(local, announced)
		? [{kind: 'announced-differs', announced, source: local}]
		: [];
};

const onInternalIp = ({
	endpoint,
	internalIps,
	family,
}: FlannelInterfaceState): readonly InterfaceMismatch[] => {
	const {publicIp: announced, publicIpOverwrite} = endpoint ?? {};
	const ofFamily = internalIps.filter(address => parseAddress(address)?.family === family);
	return announced !== undefined &&
		publicIpOverwrite === undefined &&
		ofFamily.length > 0 &&
		!ofFamily.some(address => isSameAddress(address, announced))
		? [{kind: 'not-internal-ip', announced, internalIps: ofFamily}]
		: [];
};

/** Everything about flannel's interface and addresses that does not fit together; empty when all does. */
export const interfaceMismatches = (state: FlannelInterfaceState): readonly InterfaceMismatch[] => [
	...onInterface(state),
	...onSource(state),
	...onAnnouncement(state),
	...onInternalIp(state),
];
