import type {ResolverSettings} from '../parsers/resolver-settings.ts';
import {scopeOf} from './address-scope.ts';
import {parseAddress} from './cidr.ts';

/** A resolv.conf of the node. */
export interface ResolverFile {
	readonly path: string;
	readonly settings: ResolverSettings;
}

/**
 * Whether RKE2 hands this file to the kubelet: one server that pods cannot ask, and it takes none of them.
 * https://github.com/k3s-io/k3s/blob/master/pkg/agent/config/config.go (isValidResolvConf)
 */
export const isUsableByPods = ({settings: {servers}}: ResolverFile): boolean =>
	servers.length > 0 &&
	servers.every(text => {
		const address = parseAddress(text.replace(/%.*$/, ''));
		return address !== undefined && scopeOf(address) === 'global';
	});

/** A name server that is asked on the machine, or in the pod, that asks. */
export const isLoopback = (server: string): boolean => {
	const address = parseAddress(server);
	return address !== undefined && scopeOf(address) === 'loopback';
};

/** The kubelet hands on three at most: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config */
export const serversForPods = ({servers}: ResolverSettings): readonly string[] => servers.slice(0, 3);

/** The link-local name server of a pod that asks for names of the cluster, such as that of NodeLocal DNSCache. */
export const linkLocalServerOf = ({servers, searches}: ResolverSettings): string | undefined =>
	searches.some(search => search.startsWith('svc.'))
		? servers.find(text => {
				const address = parseAddress(text);
				return address !== undefined && scopeOf(address) === 'link-local';
			})
		: undefined;
