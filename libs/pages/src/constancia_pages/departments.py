"""Departments of Guatemala by their code in ISO 3166-2:GT: proper names, the same in every language."""

from typing import Final

_NAMES: Final = {
    "GT-01": "Guatemala",
    "GT-02": "El Progreso",
    "GT-03": "Sacatepéquez",
    "GT-04": "Chimaltenango",
    "GT-05": "Escuintla",
    "GT-06": "Santa Rosa",
    "GT-07": "Sololá",
    "GT-08": "Totonicapán",
    "GT-09": "Quetzaltenango",
    "GT-10": "Suchitepéquez",
    "GT-11": "Retalhuleu",
    "GT-12": "San Marcos",
    "GT-13": "Huehuetenango",
    "GT-14": "Quiché",
    "GT-15": "Baja Verapaz",
    "GT-16": "Alta Verapaz",
    "GT-17": "Petén",
    "GT-18": "Izabal",
    "GT-19": "Zacapa",
    "GT-20": "Chiquimula",
    "GT-21": "Jalapa",
    "GT-22": "Jutiapa",
}


def department_name(code: str) -> str:
    """The name of a department; the code itself where it is of another country."""
    return _NAMES.get(code, code)
