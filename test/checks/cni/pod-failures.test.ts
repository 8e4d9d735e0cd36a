import {test} from 'vitest';
import check from '../../../checks/cni/pod-failures.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, sandbox} from '../builders.ts';
import {attemptsIn, failureLog} from '../multus/kubelet-log.ts';

const of = (error: string, more: Parameters<typeof failureLog>[1] = {}) => ({
	log: attemptsIn(failureLog(error, {plugin: 'calico', ...more})),
	sandboxes: [],
});
const unauthorized = 'error getting ClusterInformation: connection is unauthorized: Unauthorized';
const node = {kind: 'Node', name: 'node-2'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'an empty log': {evidence: {log: [], sandboxes: []}},
		'two failures, as of a pod that was early': {evidence: of(unauthorized, {times: 2})},
		'failures of an hour ago': {evidence: of(unauthorized, {quietMinutes: 60})},
		'a pod that has started since': {
			evidence: {...of(unauthorized), sandboxes: [sandbox('web-7d4b9c6f5d-x7k2p')]},
		},
		'Multus itself, which has a check of its own': {
			evidence: of('Multus: [default/web/uid]: error waiting for pod: Unauthorized', {plugin: 'multus'}),
		},
		'a secondary network': {
			evidence: of(
				'[default/web/0a1b:lan]: error adding container to network "lan": plugin type="macvlan" failed (add): Link not found',
				{plugin: 'multus'},
			),
		},
	},
	fails: {
		'a token that is no longer valid': {
			evidence: of(unauthorized),
			findings: [{message: 'unauthorized', subject: node, text: 'default/web-7d4b9c6f5d-x7k2p'}],
		},
		'a role that lacks something': {
			evidence: of(
				'connection is unauthorized: ipamconfigs.crd.projectcalico.org "default" is forbidden: User "system:serviceaccount:kube-system:canal" cannot get resource "ipamconfigs" in API group "crd.projectcalico.org" at the cluster scope',
			),
			findings: [{message: 'forbidden', subject: node, text: 'cannot get resource "ipamconfigs"'}],
		},
		'the same by way of Multus': {
			evidence: of(
				`[default/web/0a1b:k8s-pod-network]: error adding container to network "k8s-pod-network": plugin type="calico" failed (add): ${unauthorized}`,
				{plugin: 'multus'},
			),
			findings: [{message: 'unauthorized', subject: node, text: 'network plugin calico'}],
		},
		'a family that was added later': {
			evidence: of('usePodCidrIPv6 found but there is no IPv6 CIDR configured'),
			findings: [{message: 'familyMissing', subject: node, text: 'no range: usePodCidrIPv6 found'}],
		},
		'subnet.env that the plugin does not see': {
			evidence: of('loadFlannelSubnetEnv failed: open /run/flannel/subnet.env: no such file or directory', {
				plugin: 'flannel',
			}),
			findings: [{message: 'subnetEnvMissing', subject: node}],
		},
		'an address that a pod from before the migration has': {
			evidence: of(
				"error adding host side routes for interface: calib641cf4cd71, error: route (Ifindex: 61, Dst: 10.42.247.9/32, Scope: 253) already exists for an interface other than 'calib641cf4cd71'",
			),
			findings: [{message: 'addressInUse', subject: node, text: 'gives out 10.42.247.9/32, which a pod'}],
		},
		'an address that a pod asks for itself, and that is given out still': {
			evidence: of('resource already exists: 10.42.247.9: Address already assigned in block'),
			findings: [
				{
					message: 'addressAssigned',
					subject: {kind: 'Pod', namespace: 'default', name: 'web'},
					text: '10.42.247.9',
				},
			],
		},
		'a sandbox that has an address already': {
			evidence: of(
				'failed to allocate for range 0: 10.42.1.5 has been allocated to 210a81e549fa1a8304c147149c230939732f349855d3f97cfc1f1d36afbb6c63, duplicate allocation is not allowed',
				{plugin: 'flannel'},
			),
			findings: [{message: 'duplicateAllocation', subject: node}],
		},
		'a host that was renamed': {
			evidence: of(
				'error getting node: resource does not exist: Node(ip-10-0-0-9) with error: nodes "ip-10-0-0-9" not found',
			),
			findings: [{message: 'nodeUnknown', subject: node, text: 'nodes "ip-10-0-0-9" not found'}],
		},
		'an HTTP proxy in between': {
			evidence: of(
				'error getting ClusterInformation: Get "https://10.43.0.1:443/apis/crd.projectcalico.org/v1/clusterinformations/default": Forbidden',
			),
			findings: [{message: 'proxied', subject: node, text: 'asks the API at 10.43.0.1:443 by an HTTP proxy'}],
		},
		'a service address that does not answer': {
			evidence: of(
				'error getting ClusterInformation: Get "https://10.43.0.1:443/apis/crd.projectcalico.org/v1/clusterinformations/default": dial tcp 10.43.0.1:443: i/o timeout',
			),
			findings: [{message: 'apiUnreachable', subject: node, text: 'at 10.43.0.1:443,'}],
		},
		'answers that break off': {
			evidence: of(
				'unexpected error when reading response body. Please retry. Original error: http2: client connection lost',
			),
			findings: [{message: 'apiBroken', subject: node, text: 'gets no whole answer'}],
		},
		'a CA of a former cluster': {
			evidence: of(
				'error getting ClusterInformation: Get "https://10.43.0.1:443/apis/crd.projectcalico.org/v1/clusterinformations/default": tls: failed to verify certificate: x509: certificate signed by unknown authority',
			),
			findings: [{message: 'distrusts', subject: node, text: 'does not trust the certificate of the API'}],
		},
		'a pool without a block for this node': {
			evidence: of(
				'failed to request IPv4 addresses: Assigned 0 out of 1 requested IPv4 addresses; No more free affine blocks and strict affinity enabled',
			),
			findings: [{message: 'noFreeBlock', subject: node, text: 'no block of addresses left for this node'}],
		},
		'the name of the Node is gone': {
			evidence: of(
				'stat /var/lib/calico/nodename: no such file or directory: check that the calico/node container is running and has mounted /var/lib/calico/',
			),
			findings: [{message: 'nodenameMissing', subject: node, text: '/var/lib/calico/nodename is missing'}],
		},
		'a pod CIDR that is used up': {
			evidence: of(
				'failed to allocate for range 0: no IP addresses available in range set: 10.42.1.1-10.42.1.254',
			),
			findings: [
				{message: 'rangeFull', subject: node, text: 'no address left (10.42.1.1-10.42.1.254), so that'},
			],
		},
		'a range that stands twice in the conflist': {
			evidence: of('range set 0 overlaps with 1'),
			findings: [
				{
					message: 'configurationRefused',
					subject: node,
					text: 'does not accept its configuration (range set 0 overlaps with 1)',
				},
			],
		},
		'a conflist without ranges': {
			evidence: of('no IP ranges specified', {plugin: 'flannel'}),
			findings: [{message: 'configurationRefused', subject: node}],
		},
		'no pool for this node': {
			evidence: of('error getting IPAM: no configured Calico pools for node node-2'),
			findings: [{message: 'noPool', subject: node, text: 'no IPPool from which default/web'}],
		},
		'a pool that one pod asks for by a name that does not exist': {
			evidence: of('error getting IPAM: the given pool (typo) does not exist'),
			findings: [
				{
					message: 'failing',
					subject: {kind: 'Pod', namespace: 'default', name: 'web'},
					text: 'the given pool (typo) does not exist',
				},
			],
		},
		'a datastore that is locked': {
			evidence: of('Calico is currently not ready to process requests'),
			findings: [{message: 'notInitialized', subject: node, text: 'not ready to process requests'}],
		},
		'an error that nobody has seen before': {
			evidence: of('failed to set up the veth pair: operation not permitted'),
			findings: [
				{
					message: 'failing',
					subject: {kind: 'Pod', namespace: 'default', name: 'web'},
					text: 'operation not permitted',
				},
			],
		},
	},
});
