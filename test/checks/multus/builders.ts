import type {Environment} from '../../../src/core/environment.ts';
import type {PodRun} from '../../../src/derive/pod-run.ts';
import {type AttachedPod, parseAttachedPods} from '../../../src/parsers/attached-pod.ts';
import {type NetworkAttachment, parseNetworkAttachments} from '../../../src/parsers/network-attachment.ts';
import {told} from '../../../src/testing.ts';
import {canalConflist, canalPod, cniFile, containerRun} from '../builders.ts';

export const withMultus: Partial<Environment> = {multus: told(true)};

/** What thin Multus 4.3.0 makes of a primary configuration. */
export const thin = (delegate: unknown = canalConflist, more: object = {}) => ({
	cniVersion: '0.3.1',
	name: 'multus-cni-network',
	type: 'multus',
	capabilities: {bandwidth: true, portMappings: true},
	cniConf: '/host/etc/cni/multus/net.d',
	kubeconfig: '/etc/cni/net.d/multus.d/multus.kubeconfig',
	delegates: [delegate],
	...more,
});

export const thick = (file = '10-canal.conflist', more: object = {}) => ({
	capabilities: {portMappings: true},
	cniVersion: '0.3.1',
	logLevel: 'verbose',
	logToStderr: true,
	name: 'multus-cni-network',
	clusterNetwork: `/host/etc/cni/net.d/${file}`,
	type: 'multus-shim',
	...more,
});

export const canalFile = cniFile('10-canal.conflist', canalConflist);
export const thinFile = cniFile('00-multus.conf', thin());
export const thickFile = cniFile('00-multus.conf', thick());

/** The Multus pod as it runs for a day. */
export const multusPod = (changes: Partial<PodRun> = {}): PodRun =>
	canalPod({
		name: 'rke2-multus-q8w4z',
		containers: [
			containerRun('cni-plugins', {state: 'exited', end: {exitCode: 0}}),
			containerRun('kube-rke2-multus'),
		],
		...changes,
	});

/** NetworkAttachmentDefinitions in the namespace default, by name. */
export const networksOf = (configs: Readonly<Record<string, unknown>>): readonly NetworkAttachment[] =>
	parseNetworkAttachments(
		JSON.stringify({
			items: Object.entries(configs).map(([name, config]) => ({
				metadata: {namespace: 'default', name},
				spec: {config: typeof config === 'string' ? config : JSON.stringify(config)},
			})),
		}),
	);

/** A running pod of this node that asks for networks; `status` are those that it has. */
export const attachedPod = (
	networks: string,
	{
		name = 'web-7d4b9c6f5d-x7k2p',
		namespace = 'default',
		phase = 'Running',
		hostNetwork = false,
		created = '2026-11-22T07:00:00Z',
		status,
	}: {
		readonly name?: string;
		readonly namespace?: string;
		readonly phase?: string;
		readonly hostNetwork?: boolean;
		readonly created?: string;
		readonly status?: string | readonly object[];
	} = {},
): AttachedPod => {
	const [pod] = parseAttachedPods(
		JSON.stringify({
			items: [
				{
					metadata: {
						name,
						namespace,
						uid: `${name}-uid`,
						creationTimestamp: created,
						annotations: {
							'k8s.v1.cni.cncf.io/networks': networks,
							...(status !== undefined && {
								'k8s.v1.cni.cncf.io/network-status':
									typeof status === 'string' ? status : JSON.stringify(status),
							}),
						},
					},
					spec: {hostNetwork},
					status: {phase},
				},
			],
		}),
	);
	if (pod === undefined) {
		throw new Error('expected a pod with an annotation');
	}
	return pod;
};
