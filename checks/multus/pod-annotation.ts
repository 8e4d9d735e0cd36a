import {defineCheck, isAttached, podSubject, problemText} from 'rke2-netdoctor';

export default defineCheck({
	id: 'multus/pod-annotation',
	title: 'Multus can read which networks the pods of this node ask for',
	rationale:
		'The annotation k8s.v1.cni.cncf.io/networks is a list of names or JSON, and the API takes any text. What Multus cannot read keeps the pod in ContainerCreating; names are lower case, and one character such as "[" or a quote makes it JSON.',
	when: {multus: true},
	needs: {pods: 'multus.pods'},
	messages: {
		unreadable: {
			severity: 'warning',
			text: '{pod} cannot start: Multus cannot read its annotation k8s.v1.cni.cncf.io/networks: {problem}',
			guide: {
				steps: [
					{text: 'kubectl -n {namespace} get pod {name} -o yaml | grep -A5 k8s.v1.cni.cncf.io/networks'},
					{text: 'Correct the annotation in the template of the pod', changes: 'cluster'},
				],
				links: ['multus/how-to-use'],
			},
			explains: ['multus/pod-failures'],
		},
	},
	*run({pods}, {finding}) {
		const told = new Set<string>();
		for (const pod of pods.filter(isAttached)) {
			const {namespace, name, requests, phase, annotation} = pod;
			const subject = podSubject(pod);
			const key = `${namespace}/${subject.name}`;
			if (!requests.ok && phase !== 'Running' && !told.has(key)) {
				told.add(key);
				const problem = problemText(requests.problem);
				yield finding('unreadable', {pod: `${namespace}/${name}`, namespace, name, problem}, subject, {
					evidence: [{from: 'pods', excerpt: `k8s.v1.cni.cncf.io/networks: ${annotation}`}],
				});
			}
		}
	},
});
