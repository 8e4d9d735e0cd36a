import {describe, expect, it} from 'vitest';
import {standingOf} from '../../src/derive/node-standing.ts';
import {kubeNode} from '../checks/builders.ts';

const notReady = {key: 'node.kubernetes.io/not-ready', effect: 'NoExecute'};
const unschedulable = {key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule'};

describe('standingOf', () => {
	it.each([
		['ready', {}],
		['cordoned', {isUnschedulable: true}],
		['cordoned', {taints: [unschedulable]}],
		['not-ready', {taints: [notReady]}],
		// Drained, and down for its upgrade.
		['leaving', {taints: [notReady, unschedulable]}],
		['leaving', {taints: [notReady], isUnschedulable: true}],
		['leaving', {isBeingDeleted: true}],
	] as const)('%s: %j', (standing, changes) => {
		expect(standingOf(kubeNode('node-3', changes))).toBe(standing);
	});
});
