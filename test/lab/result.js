const stateOf = (problems, judgement) => {
	if (problems.length > 0) {
		return 'lab-broken';
	}
	if (judgement === undefined) {
		return 'not-judged';
	}
	return judgement.misses.length > 0 ? 'missed' : 'passed';
};

export const kindOf = ({expect}) => (expect === 'nothing' ? 'look-alike' : 'fault');
export const expectedOf = ({expect}) => (expect === 'nothing' ? 'nothing' : expect.cause);

/** What is printed and counted of one run: `problems` are the lab's, `misses` the diagnosis'. */
export const makeResult = (lab, id, kind, expected, problems, judgement, node = lab.target) => ({
	id,
	kind,
	cluster: lab.cluster.id,
	node: node.description.name,
	expected,
	state: stateOf(problems, judgement),
	problems,
	misses: [],
	...judgement,
});

/** What has no meaning on this cluster is no fault that was missed; what is only missing here was not found. */
export const resultNotRun = (lab, fault, {state, why}) => ({
	id: fault.id,
	kind: state === 'skipped' ? 'skipped' : kindOf(fault),
	cluster: lab.cluster.id,
	node: '',
	expected: '',
	state,
	problems: [],
	misses: [why],
});
