import {test} from 'vitest';
import check from '../../../checks/flannel/cluster-network.ts';
import type {HelmChart} from '../../../src/parsers/helm-chart.ts';
import {testCheck} from '../../../src/testing.ts';
import {onFlannel as environment} from './environment.ts';

const chart = (cluster: string): HelmChart => ({
	kind: 'HelmChart',
	name: 'rke2-flannel',
	duplicates: [],
	isBootstrap: true,
	set: {'global.clusterCIDR': cluster},
});
const evidence = (network: string, cluster: string, ipv6Network?: string) => ({
	subnetEnv: {written: {network, ...(ipv6Network !== undefined && {ipv6Network})}},
	helm: {charts: [chart(cluster)], configs: []},
});

testCheck(test, check, {
	passes: {
		'the same range': {evidence: evidence('10.42.0.0/16', '10.42.0.0/16'), environment},
		'both families': {
			evidence: evidence('10.42.0.0/16', '10.42.0.0/16,2001:cafe:42::/56', '2001:cafe:42::/56'),
			environment,
		},
		'a file as flannel for several networks wrote it': {
			evidence: evidence('10.42.0.0/16,', '10.42.0.0/16'),
			environment,
		},
		'nothing is known of the cluster': {evidence: evidence('10.42.0.0/16', ''), environment},
		'no file': {evidence: {subnetEnv: {}, helm: {charts: [], configs: []}}, environment},
	},
	fails: {
		'cluster-cidr was changed': {
			evidence: evidence('10.42.0.0/16', '10.52.0.0/16'),
			environment,
			findings: [
				{message: 'other', subject: {kind: 'AddressRange', name: '10.42.0.0/16'}, text: '10.52.0.0/16'},
			],
		},
	},
});
