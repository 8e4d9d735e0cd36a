import {stringify} from 'yaml';
import {metadata} from '../../api/metadata.js';
import {script} from '../../daemons.js';
import {multusLayer} from '../multus/layer.js';

/** The plugin is a shim that asks the daemon. */
const configurationOf = main => ({
	capabilities: {portMappings: true},
	cniVersion: '0.3.1',
	logLevel: 'verbose',
	logToStderr: true,
	name: 'multus-cni-network',
	clusterNetwork: `/host/etc/cni/net.d/${main.name}`,
	type: 'multus-shim',
});

const log = [
	'multus-daemon started',
	'Readiness Indicator file check',
	'Readiness Indicator file check done!',
	'Attempting to use default network configuration',
	'Using generated multus config',
	'API readiness check',
	'API readiness check done!',
	'server configured with chroot: /hostroot',
].map(text => time => `${time} [verbose] ${text}`);

const layer = multusLayer({
	plugin: 'multus-shim',
	image: 'multusThickImage',
	container: 'kube-multus',
	initContainers: [
		['cni-plugins', 'cniPluginsImage'],
		['install-multus-binary', 'multusThickImage'],
	],
	configurationOf,
	log,
});

const valuesContent = 'thickPlugin:\n  enabled: true\n';

const chartConfig = {
	apiVersion: 'helm.cattle.io/v1',
	kind: 'HelmChartConfig',
	metadata: {name: 'rke2-multus', namespace: 'kube-system'},
	spec: {valuesContent},
};

/** Thick Multus: `thickPlugin.enabled` in a HelmChartConfig. */
export default {
	...layer,
	option: 'multus',
	title: 'thick Multus',
	daemons: () => [
		script(new URL('multus-daemon.js', import.meta.url), ['/usr/src/multus-cni/bin/multus-daemon'], {
			container: 'kube-multus',
		}),
	],
	objects: cluster => ({
		...layer.objects(cluster),
		helmchartconfigs: [
			{metadata: metadata(cluster, 'rke2-multus', {namespace: 'kube-system'}), spec: {valuesContent}},
		],
	}),
	files: (cluster, description, certificates) => [
		...layer.files(cluster, description, certificates),
		...(description.role === 'server'
			? [
					{
						path: '/var/lib/rancher/rke2/server/manifests/rke2-multus-config.yaml',
						content: stringify(chartConfig),
						mode: 0o600,
					},
				]
			: []),
	],
};
