"""The pages of evaluations."""

from django.urls import path

from training.evaluations import judging_views, views

urlpatterns = [
    path("evaluations/", views.evaluations, name="evaluations"),
    path("evaluations/make/", views.make, name="suite-make"),
    path("evaluations/suite/<uuid:suite_id>/", views.suite, name="suite"),
    path("evaluations/suite/<uuid:suite_id>/start/", views.start, name="evaluation-start"),
    path("evaluations/suite/<uuid:suite_id>/gates/", views.gates, name="suite-gates"),
    path("evaluations/suite/<uuid:suite_id>/remove/", views.remove_of_suite, name="suite-remove"),
    path("evaluations/<uuid:evaluation_id>/", views.evaluation, name="evaluation"),
    path("evaluations/<uuid:evaluation_id>/state/", views.state, name="evaluation-state"),
    path("evaluations/<uuid:evaluation_id>/calibrate/", judging_views.calibrate, name="evaluation-calibrate"),
    path("evaluations/<uuid:evaluation_id>/judge/", judging_views.judge, name="evaluation-judge"),
    path("evaluations/<uuid:evaluation_id>/judge/again/", judging_views.again, name="evaluation-judge-again"),
    path("evaluations/<uuid:evaluation_id>/report/", views.report, name="evaluation-report"),
    path("evaluations/<uuid:evaluation_id>/report.pdf", views.report_file, name="evaluation-report-file"),
    path("evaluations/<uuid:evaluation_id>/stop/", views.stop, name="evaluation-stop"),
    path("evaluations/<uuid:evaluation_id>/resume/", views.resume, name="evaluation-resume"),
    path("evaluations/<uuid:evaluation_id>/remove/", views.remove, name="evaluation-remove"),
    path("leaderboard/", views.leaderboard, name="leaderboard"),
]
