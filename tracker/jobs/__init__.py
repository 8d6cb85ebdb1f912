"""What runs when: the schedule, the queue, workers, the doctor."""
