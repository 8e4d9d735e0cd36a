import type {Reply} from '../../src/core/request.ts';
import {answered} from '../core/hosts.ts';
import {charts, conflist, entries, json, link, pgrep, rke2, units} from './node.ts';

type Replies = Record<string, Reply>;

export const agent: Replies = {...rke2, ...units({'rke2-agent': ['active', 'enabled', 812]})};

export const withFile = (name: string, reply: Reply): Replies => ({
	'ls -l /etc/cni/net.d': entries(name),
	[`cat /etc/cni/net.d/${name}`]: reply,
});
export const calico: Replies = {
	...agent,
	...withFile('10-calico.conflist', conflist(['calico', 'calico-ipam'], ['portmap'])),
};
export const cilium: Replies = {
	...agent,
	...withFile('05-cilium.conflist', conflist(['cilium-cni'], ['portmap'])),
};
export const flannel: Replies = {
	...agent,
	...withFile('10-flannel.conflist', conflist(['flannel'], ['portmap'], ['bandwidth'])),
};

export const links = (...devices: readonly (readonly [name: string, kind?: string])[]): Replies => ({
	'ip -j -d link show': json([link('eth0'), ...devices.map(([name, kind]) => link(name, kind))]),
});
export const address = (device: string, local: string): Replies => ({
	'ip -j -d addr show': json([
		{
			...link(device),
			addr_info: [{family: 'inet', local, prefixlen: 32, scope: 'global', label: device}],
		},
	]),
});

/** The chart, with the user's values for it as they are written in a HelmChartConfig. */
export const chart = (name: string, valuesContent?: string): Replies => {
	const [[chartsKey = '', list] = [], [configsKey = ''] = []] = Object.entries(charts(name));
	return {
		...(list && {[chartsKey]: list}),
		[configsKey]: json({
			items: valuesContent === undefined ? [] : [{metadata: {name}, spec: {valuesContent}}],
		}),
	};
};

export const processes = pgrep;
/** calico-node with its environment. */
export const calicoNode = (...variables: readonly string[]): Replies => ({
	...pgrep('77 calico-node -felix'),
	'cat /proc/77/environ': answered(variables.join('\0')),
});

export const kubeProxyManifest = (...flags: readonly string[]): Replies => ({
	'cat /var/lib/rancher/rke2/agent/pod-manifests/kube-proxy.yaml': json({
		spec: {containers: [{name: 'kube-proxy', command: ['kube-proxy', ...flags]}]},
	}),
});
export const proxyMode = (mode: string): Replies => ({
	'curl -s http://127.0.0.1:10249/proxyMode': answered(mode),
});
/** RKE2 runs, the API answers, and there is neither manifest nor container. */
export const noKubeProxy: Replies = {'crictl ps -a -o json': json({containers: []})};
