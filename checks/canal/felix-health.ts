import {defineCheck, felixReportOf} from 'rke2-netdoctor';

export default defineCheck({
	id: 'canal/felix-health',
	title: 'Felix says that it is live and ready',
	rationale:
		'Felix, in calico-node, programs the rules that let the traffic of each pod through. Its health endpoint on port 9099 names the part that hangs: CalculationGraph waits for the Kubernetes API, InternalDataplaneMainLoop for the kernel.',
	when: {cni: ['canal']},
	needs: {health: 'felix.health', canal: 'canal.containers', now: 'system.clock'},
	wants: {logs: 'canal.logs'},
	messages: {
		notLive: {
			severity: 'critical',
			text: 'Felix on this node hangs: {components}',
			guide: {
				steps: [
					{text: 'curl -s http://127.0.0.1:9099/liveness'},
					{text: 'crictl logs --tail 50 $(crictl ps -q --name calico-node)'},
					{text: 'Delete the rke2-canal pod of this node', changes: 'cluster'},
				],
				links: ['calico/component-logs', 'calico/node-readiness'],
			},
		},
		notReady: {
			severity: 'critical',
			text: 'Felix on this node is not ready, so new pods and changed policies get no rules: {components}',
			guide: {
				steps: [
					{text: 'curl -s http://127.0.0.1:9099/readiness'},
					{text: 'crictl logs --tail 50 $(crictl ps -q --name calico-node)'},
					{
						text: 'If CalculationGraph is not ready: check that this node reaches the service address of the API, and that the CRDs of crd.projectcalico.org exist',
					},
				],
				links: ['calico/node-readiness', 'calico/component-logs'],
			},
		},
		foreign: {
			severity: 'critical',
			text: 'Another program answers on the health port of Felix (HTTP {status}): Felix cannot listen there, and the kubelet ends calico-node again and again',
			guide: {
				steps: [
					{text: 'ss -lntp "sport = :9099", or the healthPort of the FelixConfiguration: whose port is it?'},
					{
						text: 'Move that program to another port',
						changes: 'node',
					},
				],
				links: ['calico/felix-resource', 'calico/node-readiness', 'rke2/requirements-ports'],
			},
			explains: ['canal/container#crashing', 'canal/container#ended'],
		},
		refused: {
			severity: 'critical',
			text: 'calico-node has been running for {minutes} minutes, but Felix does not listen on 127.0.0.1:9099',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -q --name calico-node)'},
					{text: 'ss -lntp | grep 9099'},
				],
				links: ['calico/component-logs', 'calico/node-readiness'],
			},
		},
	},
	*run({health, canal: {pod}, now, logs}, {finding, environment}) {
		const report = felixReportOf({health, pod, now, logs}, environment);
		if (report === undefined) {
			return;
		}
		const {fault, details} = report;
		const subject = {kind: 'Pod', namespace: 'kube-system', name: 'rke2-canal/calico-node'} as const;
		switch (fault.kind) {
			case 'refused':
				yield finding('refused', {minutes: fault.minutes}, subject, details);
				break;
			case 'foreign':
				yield finding('foreign', {status: fault.status}, subject, details);
				break;
			case 'notLive':
			case 'notReady':
				yield finding(fault.kind, {components: fault.components}, subject, details);
		}
	},
});
