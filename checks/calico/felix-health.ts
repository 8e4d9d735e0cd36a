import {defineCheck, felixReportOf, thisNode} from 'rke2-netdoctor';

/** Felix looks the instance up and changes its first interface. */
const awsPermissions = 'ec2:DescribeInstances and ec2:ModifyNetworkInterfaceAttribute';

export default defineCheck({
	id: 'calico/felix-health',
	title: 'Felix says that it is live and ready',
	rationale:
		'Felix, in calico-node, programs the routes of the overlay and the rules that let the traffic of each pod through. Its health endpoint names the part that hangs: CalculationGraph waits for Typha and the Kubernetes API, InternalDataplaneMainLoop for the kernel.',
	when: {cni: ['calico']},
	needs: {health: 'felix.health', calico: 'calico.containers', now: 'system.clock'},
	wants: {logs: 'calico.logs'},
	messages: {
		notLive: {
			severity: 'critical',
			text: 'Felix on this node hangs: {components}',
			guide: {
				steps: [
					{text: 'curl -s http://127.0.0.1:9099/liveness'},
					{text: 'crictl logs --tail 50 $(crictl ps -q --name calico-node)'},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['calico/component-logs', 'calico/node-readiness'],
			},
			explains: ['calico/block-routes'],
		},
		notReady: {
			severity: 'critical',
			text: 'Felix on this node is not ready, so new nodes, pods and policies do not reach it: {components}',
			guide: {
				steps: [
					{text: 'curl -s http://127.0.0.1:9099/readiness'},
					{text: 'crictl logs --tail 50 $(crictl ps -q --name calico-node)'},
					{
						text: `If aws-source-destination-check is not ready: allow the role of this instance ${awsPermissions}, and let its pods reach the metadata service; or switch the check off by hand and set awsSrcDstCheck: DoNothing in felixConfiguration`,
						changes: 'cluster',
					},
					{
						text: 'If CalculationGraph is not ready: check that this node reaches port 5473 of the nodes with Typha (kubectl -n calico-system get pods -l k8s-app=calico-typha -o wide), and the service address of the API',
					},
				],
				links: ['calico/node-readiness', 'calico/component-logs', 'calico/typha'],
			},
			explains: ['calico/block-routes'],
		},
		awsCheck: {
			severity: 'critical',
			text: 'Felix on this node is not ready, because it is told to switch off the source/destination check of AWS (awsSrcDstCheck) and cannot: this is no machine of AWS, or its role may not do that',
			guide: {
				steps: [
					{text: 'crictl logs --tail 100 $(crictl ps -q --name calico-node) 2>&1 | grep -i aws'},
					{
						text: 'Outside AWS: remove awsSrcDstCheck, or set it to DoNothing, where it comes from: felixConfiguration in the HelmChartConfig rke2-calico, kubectl edit felixconfigurations.crd.projectcalico.org default, or FELIX_AWSSRCDSTCHECK of the DaemonSet',
						changes: 'cluster',
					},
					{
						text: `On AWS: give the role of the machines ${awsPermissions}, or take awsSrcDstCheck away and switch the check off in the EC2 console`,
						changes: 'cluster',
					},
				],
				links: ['calico/felix-resource', 'calico/node-readiness', 'calico/component-logs'],
			},
		},
		foreign: {
			severity: 'critical',
			text: 'Another program answers on the health port of Felix (HTTP {status}): Felix cannot listen there, and the kubelet ends calico-node again and again',
			guide: {
				steps: [
					{text: 'ss -lntp "sport = :9099", or the healthPort of the FelixConfiguration: whose port is it?'},
					{
						text: 'Move that program to another port, or Felix: felixConfiguration.healthPort in the HelmChartConfig rke2-calico',
						changes: 'node',
					},
				],
				links: ['calico/felix-resource', 'calico/node-readiness', 'rke2/requirements-ports'],
			},
			explains: ['calico/container#crashing'],
		},
		refused: {
			severity: 'critical',
			text: 'calico-node has been running for {minutes} minutes, but Felix does not answer on its health port: {detail}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -q --name calico-node)'},
					{text: 'ss -lntp | grep 9099, or the healthPort of the FelixConfiguration'},
				],
				links: ['calico/component-logs', 'calico/node-readiness'],
			},
		},
	},
	*run({health, calico: {pod}, now, logs}, {finding, environment}) {
		const report = felixReportOf({health, pod, now, logs}, environment);
		if (report === undefined) {
			return;
		}
		const {fault, details} = report;
		const subject = {kind: 'Pod', namespace: 'calico-system', name: 'calico-node'} as const;
		switch (fault.kind) {
			case 'refused':
				yield finding('refused', {minutes: fault.minutes, detail: fault.excerpt}, subject, details);
				break;
			case 'foreign':
				yield finding('foreign', {status: fault.status}, subject, details);
				break;
			case 'notLive': {
				const {name: node} = thisNode(environment);
				yield finding('notLive', {components: fault.components, node}, subject, details);
				break;
			}
			case 'notReady':
				// The name of the part: https://github.com/projectcalico/calico/blob/master/felix/aws/ec2.go
				yield /^aws-source-destination-check\b[^,]*$/.test(fault.components)
					? finding('awsCheck', {}, subject, details)
					: finding('notReady', {components: fault.components}, subject, details);
				break;
		}
	},
});
