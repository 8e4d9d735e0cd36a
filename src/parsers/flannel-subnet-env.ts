import {parseEnvironmentFile} from './environ.ts';
import {present} from './json-value.ts';

/** `/run/flannel/subnet.env`: what flanneld tells its CNI plugin. */
export interface FlannelSubnetEnv {
	/** Ranges of the whole cluster, such as 10.42.0.0/16. */
	readonly network?: string;
	readonly ipv6Network?: string;
	/** The first address of this node's range with its length: that of cni0. */
	readonly subnet?: string;
	readonly ipv6Subnet?: string;
	/** Of pods and of cni0: without the header of the tunnel. */
	readonly mtu?: number;
	readonly ipMasq?: boolean;
}

/** https://github.com/flannel-io/flannel/blob/master/pkg/subnet/subnet.go (WriteSubnetFile) */
export const parseFlannelSubnetEnv = (text: string): FlannelSubnetEnv => {
	const variables = parseEnvironmentFile(text);
	const {FLANNEL_MTU: mtu = '', FLANNEL_IPMASQ: ipMasq} = variables;
	const orNothing = (value: string | undefined): string | undefined => value || undefined;
	return present({
		network: orNothing(variables.FLANNEL_NETWORK),
		ipv6Network: orNothing(variables.FLANNEL_IPV6_NETWORK),
		subnet: orNothing(variables.FLANNEL_SUBNET),
		ipv6Subnet: orNothing(variables.FLANNEL_IPV6_SUBNET),
		mtu: /^\d{1,5}$/.test(mtu) ? Number(mtu) : undefined,
		ipMasq: ipMasq === 'true' ? true : ipMasq === 'false' ? false : undefined,
	});
};
